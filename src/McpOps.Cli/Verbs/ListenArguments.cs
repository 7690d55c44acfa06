using System.CommandLine;
using McpOps.Cli.Serve;
using McpOps.Cli.StatusPage;
using McpOps.Monitoring;
using Microsoft.Extensions.Logging;

namespace McpOps.Cli.Verbs;

/// <summary>The options of <c>mcpops watch</c> that show it to others.</summary>
internal sealed class ListenArguments
{
    private readonly Option<string?> _listen = new("--listen") { Description = "Show the watch at this address: the status page at /, /metrics, /probe?target=NAME, JSON at /api/v1/servers. A port alone is one of 127.0.0.1.", HelpName = "ADDRESS:PORT" };
    private readonly Option<string?> _token = new("--token") { Description = "What every request must bring, as a Bearer or as the password of Basic; a reference such as '${env:MCPOPS_TOKEN}' keeps it off the command line.", HelpName = "TOKEN" };
    private readonly Option<bool> _public = new("--public") { Description = "Show everybody how the servers are, and neither their targets nor what they say." };
    private readonly Option<string[]> _allowHost = new("--allow-host") { Description = "A host name that requests may name besides the loopback ones, such as that of a proxy before it.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };

    public IReadOnlyList<Option> Options => [_listen, _token, _public, _allowHost];

    /// <summary>Listens, where that is wanted.</summary>
    public async Task<ShownWatch?> StartAsync(ParseResult parsed, WatchOptions watch, CliConsole console, EngineContext context, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_listen) is not { } listen)
        {
            return parsed.GetValue(_token) is null && !parsed.GetValue(_public) && parsed.GetValue(_allowHost) is not { Length: > 0 } ? null
                : throw new McpOpsException("ListenMissing", McpErrorCategory.InvalidArgument, "--token, --public and --allow-host say who may see what --listen shows: give --listen ADDRESS:PORT too.");
        }

        if (watch.Once)
        {
            throw new McpOpsException("ListenOnce", McpErrorCategory.InvalidArgument, "--once looks once and ends, so nobody could look at what --listen shows. Leave one of them out; 'mcpops metrics export' writes a file after each run.");
        }

        var (host, port) = StatusOptions.Parse(listen);
        var options = new StatusOptions
        {
            Host = host,
            Port = port,
            Token = parsed.GetValue(_token) is { } token ? BoardToken.Resolve(token) : null,
            Public = parsed.GetValue(_public),
            AllowedHosts = parsed.GetValue(_allowHost) ?? [],
        };
        var board = new WatchBoard(context);
        var log = new ServeLog(console.WriteError, context.Time, LogFormat.Text, LogLevel.Warning);
        var running = await StatusHost.StartAsync(options, watch, board, context, log, cancellationToken);
        console.WriteError($"The watch shows itself at {running.Url}");
        return new ShownWatch(board, running);
    }

}

/// <summary>A watch that is shown.</summary>
/// <param name="Board">What is shown of it.</param>
/// <param name="Host">Where.</param>
internal sealed record ShownWatch(WatchBoard Board, StatusHost Host) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
