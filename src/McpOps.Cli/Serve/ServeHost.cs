using System.Net.Sockets;
using McpOps.Cli.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Serve;

/// <summary>The HTTP host of the embedded MCP server: <c>/mcp</c>, <c>/health</c> and <c>/metrics</c> on Kestrel.</summary>
internal sealed class ServeHost : IAsyncDisposable
{
    /// <summary>A request's body may be so large, in bytes.</summary>
    public const int MaxRequestBytes = 4 << 20;

    // What runs when the host stops has so long to end by itself.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly HttpSessions _sessions;
    private readonly ToolCalls _calls;

    private ServeHost(WebApplication app, HttpSessions sessions, ToolCalls calls, string path)
    {
        (_app, _sessions, _calls) = (app, sessions, calls);
        Url = new Uri(new Uri(app.Urls.First()), path);
    }

    /// <summary>The address of the MCP endpoint.</summary>
    public Uri Url { get; }

    /// <summary>Sessions that are open now.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>Starts the host; it listens when this returns.</summary>
    /// <param name="options">Where to listen, and the limits.</param>
    /// <param name="server">What the MCP server offers, in every conversation.</param>
    /// <param name="configure">Adds further routes, such as the demo's site.</param>
    /// <param name="log">Where the host says what it does.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<ServeHost> StartAsync(
        ServeOptions options, McpServerOptions server, Action<WebApplication>? configure, ServeLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        var app = LocalHost.Build(options.Host, options.Port, log, Grace, limits => limits.MaxRequestBodySize = MaxRequestBytes);
        var metrics = new ServeMetrics();
        var calls = new ToolCalls(options, metrics, log, time);
        calls.Watch(server);
        var sessions = new HttpSessions(options, log, time);
        var started = time.GetTimestamp();
        var endpoint = new StreamableHttpEndpoint(sessions, server, app.Services.GetRequiredService<ILoggerFactory>(), time, app.Lifetime.ApplicationStopping);
        var requests = new RequestLog(log, metrics, time);

        app.Use(new RequestGuard(options, log).CheckAsync);
        app.MapPost(options.Path, requests.Around(endpoint.PostAsync));
        app.MapGet(options.Path, requests.Around(endpoint.GetAsync));
        app.MapDelete(options.Path, requests.Around(endpoint.DeleteAsync));
        app.MapGet("/health", context => Results.Text($$"""{"status":"healthy","sessions":{{sessions.Count}}}""", "application/json").ExecuteAsync(context));
        app.MapGet("/metrics", context => Results.Text(metrics.Text(new(sessions.Count, calls.Running, calls.Waiting, time.GetElapsedTime(started))), "text/plain; version=0.0.4").ExecuteAsync(context));
        configure?.Invoke(app);

        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new McpOpsException("PortInUse", McpErrorCategory.ResourceUnavailable, $"Cannot listen on {options.Host}:{options.Port}: {exception.Message} Take another port with --port, or 0 for a free one.", $"{options.Host}:{options.Port}", exception);
        }

        return new ServeHost(app, sessions, calls, options.Path);
    }

    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await Task.WhenAny(_sessions.DisposeAsync().AsTask(), Task.Delay(Grace));
        await _app.DisposeAsync();
        _calls.Dispose();
    }
}
