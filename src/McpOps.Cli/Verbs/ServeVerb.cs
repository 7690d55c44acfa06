using System.CommandLine;
using McpOps.Cli.Serve;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops serve</c>: the embedded MCP server.</summary>
internal static class ServeVerb
{
    public static Command Create(CliConsole console)
    {
        var defaults = new ServeOptions();
        var host = new Option<string>("--host") { Description = "The address to listen on.", DefaultValueFactory = _ => defaults.Host };
        var port = new Option<int>("--port") { Description = "The port to listen on; 0 takes a free one.", DefaultValueFactory = _ => defaults.Port };
        var allow = new Option<string[]>("--allow-host") { Description = "A host name that requests may name besides the loopback ones.", AllowMultipleArgumentsPerToken = true };
        var stdio = new Option<bool>("--stdio") { Description = "Speak over standard input and output instead of HTTP." };
        var verb = new Command("serve", "Run the embedded MCP server, which fetches web pages and extracts their content.") { host, port, allow, stdio };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            if (parsed.GetValue(stdio))
            {
                await using var server = McpServer.Create(new StdioServerTransport("mcpops"), CrawlTools.CreateOptions(http));
                await server.RunAsync(cancellationToken);
                return ExitCodes.Done;
            }

            var options = defaults with { Host = parsed.GetValue(host)!, Port = parsed.GetValue(port), AllowedHosts = parsed.GetValue(allow) ?? [] };
            await using var running = await ServeHost.StartAsync(options, () => CrawlTools.CreateOptions(http), configure: null, console.Context.Time, cancellationToken);
            console.WriteError($"Listening on {running.Url} (Ctrl-C ends it)");
            await running.WaitForShutdownAsync(cancellationToken);
            return ExitCodes.Done;
        });
        return verb;
    }
}
