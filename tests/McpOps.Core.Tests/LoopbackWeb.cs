using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace McpOps.Core.Tests;

/// <summary>A real web server on a free loopback port, or on a Unix socket, that answers as a test says.</summary>
internal sealed class LoopbackWeb : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackWeb(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public static async Task<LoopbackWeb> StartAsync(RequestDelegate answer, string? socket = null, Action<ListenOptions>? listen = null, System.Net.IPAddress? address = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            if (socket is null)
            {
                kestrel.Listen(address ?? System.Net.IPAddress.Loopback, 0, options => listen?.Invoke(options));
            }
            else
            {
                kestrel.ListenUnixSocket(socket);
            }
        });
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new LoopbackWeb(app);
    }

    public static RequestDelegate Json(string body, int status = 200) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    };

    // A request that never ends, as a test of time-outs makes them, must not hold up the end.
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
