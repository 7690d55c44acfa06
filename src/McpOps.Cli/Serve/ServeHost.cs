using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Serve;

/// <summary>The HTTP host of the embedded MCP server: <c>/mcp</c>, <c>/health</c> and <c>/metrics</c> on Kestrel.</summary>
internal sealed class ServeHost : IAsyncDisposable
{
    private const int MaxRequestBytes = 4 << 20;

    private readonly WebApplication _app;
    private readonly HttpSessions _sessions;

    private ServeHost(WebApplication app, HttpSessions sessions, string path)
    {
        _app = app;
        _sessions = sessions;
        Url = new Uri(new Uri(app.Urls.First()), path);
    }

    /// <summary>The address of the MCP endpoint.</summary>
    public Uri Url { get; }

    /// <summary>Sessions that are open now.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>Starts the host; it listens when this returns.</summary>
    /// <param name="options">Where to listen, and the limits.</param>
    /// <param name="createOptions">Makes the MCP server's options for each conversation.</param>
    /// <param name="configure">Adds further routes, such as the demo's site.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<ServeHost> StartAsync(
        ServeOptions options, Func<McpServerOptions> createOptions, Action<WebApplication>? configure, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            if (IPAddress.TryParse(options.Host, out var address))
            {
                kestrel.Listen(address, options.Port);
            }
            else if (options.Port == 0)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
            else
            {
                kestrel.ListenLocalhost(options.Port);
            }
        });

        var app = builder.Build();
        var sessions = new HttpSessions(options, time);
        var metrics = new ServeMetrics();
        var started = time.GetTimestamp();
        var endpoint = new StreamableHttpEndpoint(sessions, createOptions, time);
        Guard(app, new RequestGuard(options));

        app.MapPost(options.Path, Counted(metrics, endpoint.PostAsync));
        app.MapGet(options.Path, Counted(metrics, endpoint.GetAsync));
        app.MapDelete(options.Path, Counted(metrics, endpoint.DeleteAsync));
        app.MapGet("/health", () => Results.Text($$"""{"status":"healthy","sessions":{{sessions.Count}}}""", "application/json"));
        app.MapGet("/metrics", () => Results.Text(metrics.Text(sessions.Count, time.GetElapsedTime(started)), "text/plain; version=0.0.4"));
        configure?.Invoke(app);

        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            await app.DisposeAsync();
            throw new McpOpsException("PortInUse", McpErrorCategory.ResourceUnavailable, $"Cannot listen on {options.Host}:{options.Port}: {exception.Message} Take another port with --port, or 0 for a free one.", $"{options.Host}:{options.Port}", exception);
        }

        return new ServeHost(app, sessions, options.Path);
    }

    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _sessions.DisposeAsync();
        await _app.DisposeAsync();
    }

    private static void Guard(WebApplication app, RequestGuard guard) => app.Use(async (context, next) =>
    {
        if (guard.Refusal(context.Request) is { } refusal)
        {
            await JsonRpcReply.ErrorAsync(context, StatusCodes.Status403Forbidden, JsonRpcReply.ServerError, refusal);
            return;
        }

        await next(context);
    });

    private static RequestDelegate Counted(ServeMetrics metrics, RequestDelegate handle) => async context =>
    {
        try
        {
            await handle(context);
        }
        finally
        {
            metrics.Count(context.Response.StatusCode);
        }
    };
}
