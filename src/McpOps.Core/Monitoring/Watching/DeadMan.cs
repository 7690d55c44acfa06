using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Asks an address each round, so that its owner notices when the watch itself is dead.</summary>
internal static class DeadMan
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task PingAsync(EngineContext context, McpWatchPlan plan, CancellationToken cancellationToken)
    {
        if (plan.DeadMan is not { } address)
        {
            return;
        }

        try
        {
            var url = new Uri(ConnectionResolver.Text(address, new McpServer { Name = "watch" }, Environment.GetEnvironmentVariable));
            using var handler = new SocketsHttpHandler { UseProxy = !url.IsLoopback };
            using var client = new HttpClient(handler, disposeHandler: false) { Timeout = Patience };
            using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or UriFormatException or McpOpsException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Its silence is what its owner waits for.
            context.Logger.Log(Microsoft.Extensions.Logging.LogLevel.Debug, default, "", exception, static (_, _) => "The dead man's address does not answer.");
        }
    }
}
