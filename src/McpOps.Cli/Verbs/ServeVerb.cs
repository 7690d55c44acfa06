using System.CommandLine;
using McpOps.Cli.Serve;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops serve</c>: the embedded MCP server.</summary>
internal static class ServeVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("serve", "Run the embedded MCP server, which fetches web pages and extracts their content.");
        var arguments = new ServeArguments(verb);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            await using var lines = new LogQueue(console.WriteError);
            var log = arguments.Log(parsed, lines, console.Context.Time);
            lines.Dropped = count => log.Warning($"{count} lines were left out here: nobody read this log");
            await using var tools = new CrawlTools(arguments.FetchHosts(parsed), log, console.Context.Time);
            var server = tools.CreateOptions();
            await (arguments.IsStdio(parsed)
                ? StdioAsync(arguments.Options(parsed), server, log, console.Context.Time, cancellationToken)
                : HttpAsync(arguments.Options(parsed), server, log, console.Context.Time, cancellationToken));
            return ExitCodes.Done;
        });
        return verb;
    }

    private static async Task HttpAsync(ServeOptions options, McpServerOptions server, ServeLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var running = await ServeHost.StartAsync(options, server, configure: null, log, time, cancellationToken);
        log.Info($"Listening on {running.Url} (Ctrl-C ends it)");
        if (!running.Url.IsLoopback)
        {
            log.Warning("Whoever reaches this address can call the tools: put something before it that asks who they are");
        }

        await running.WaitForShutdownAsync(cancellationToken);
        log.Info("Stopped");
    }

    private static async Task StdioAsync(ServeOptions options, McpServerOptions server, ServeLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        using var calls = new ToolCalls(options, new ServeMetrics(), log, time);
        calls.Watch(server);
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(new ServeLogProvider(log)).SetMinimumLevel(LogLevel.Warning));
        await using var running = McpServer.Create(new StdioServerTransport("mcpops", loggers), server, loggers);
        await running.RunAsync(cancellationToken);
    }
}
