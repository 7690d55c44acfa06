using System.Net.Sockets;
using McpOps.Cli.Hosting;
using McpOps.Cli.Serve;
using McpOps.Monitoring;
using Microsoft.AspNetCore.Builder;

namespace McpOps.Cli.StatusPage;

/// <summary>Shows a watch to people and programs over HTTP: the status page, metrics, records as JSON. Nothing can be changed through it.</summary>
internal sealed class StatusHost : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly ViewerStreams _viewers;

    private StatusHost(WebApplication app, ViewerStreams viewers)
    {
        (_app, _viewers) = (app, viewers);
        Url = new Uri(app.Urls.First());
    }

    /// <summary>The address of the page.</summary>
    public Uri Url { get; }

    /// <summary>Starts it; it listens when this returns.</summary>
    /// <param name="options">Where, and for whom.</param>
    /// <param name="watch">The watch's options: where its history is.</param>
    /// <param name="board">What is shown.</param>
    /// <param name="context">The clock and notices.</param>
    /// <param name="log">Where it says what goes wrong.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="McpOpsException">PortInUse, InvalidHost, ListenUnguarded or TokenTooShort.</exception>
    public static async Task<StatusHost> StartAsync(StatusOptions options, WatchOptions watch, WatchBoard board, EngineContext context, ServeLog log, CancellationToken cancellationToken)
    {
        options.Check();
        var app = LocalHost.Build(options.Host, options.Port, log, Grace, limits =>
        {
            // A scraper that hangs, or a thousand that come at once, cost the watch nothing that it needs.
            limits.MaxConcurrentConnections = options.MaxConnections;
            limits.MaxRequestBodySize = 0;
            limits.MaxRequestLineSize = 4096;
            limits.MaxRequestHeadersTotalSize = 16 << 10;
            limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        });
        var viewers = new ViewerStreams(board, options.MaxViewers, context.Time, app.Lifetime.ApplicationStopping);
        app.Run(new StatusRoutes(options, watch, board, viewers, context).AnswerAsync);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new McpOpsException("PortInUse", McpErrorCategory.ResourceUnavailable, $"Cannot listen on {options.Host}:{options.Port}: {exception.Message} Take another port with --listen, or 0 for a free one.", $"{options.Host}:{options.Port}", exception);
        }

        return new StatusHost(app, viewers);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _viewers.DisposeAsync();
        await _app.DisposeAsync();
    }
}
