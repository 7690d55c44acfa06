using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using McpOps.Cli.Output;
using McpOps.Cli.Serve;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops demo</c>: starts the embedded server, probes it, calls a tool, goes through an outage, and says what it did.</summary>
internal static class DemoVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("demo", "See it work: starts a small MCP server on this machine, probes it, calls its tool, kills it, brings it back, and says what it did.");
        verb.SetAction((_, cancellationToken) => RunAsync(console, cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(CliConsole console, CancellationToken cancellationToken)
    {
        await using var tools = new CrawlTools(["127.0.0.1", "localhost"], ServeLog.None, console.Context.Time);
        var options = new ServeOptions { Port = 0 };
        await using var host = await ServeHost.StartAsync(options, tools.CreateOptions(), DemoSite.Map, ServeLog.None, console.Context.Time, cancellationToken);
        console.Out.WriteLine($"1. Started an MCP server of our own at {host.Url}, with a small web site beside it.");
        console.Out.WriteLine("   It listens on this machine only.");
        console.Out.WriteLine();

        // Both sides are compiled as they run for the first time, which on a busy machine takes longer than an answer may.
        var server = McpServer.FromUrl(host.Url, name: "demo") with { Thresholds = new Dictionary<string, McpThreshold>(StringComparer.Ordinal) { ["response"] = new(30_000, null) } };
        console.Out.WriteLine("2. Probed it: connected, agreed on a protocol version, read its tools. This is what 'mcpops health' shows:");
        console.Out.WriteLine();
        var results = await ResultWriter.WriteStreamAsync(
            console, OutputFormat.Table, new HealthProbe(console.Context).ProbeAsync([server], new HealthOptions(), cancellationToken), HealthColumns.Servers, cancellationToken);
        var health = results.Single();
        console.Out.WriteLine();
        console.Out.WriteLine(health.Status == HealthStatus.Healthy
            ? $"   It is healthy: {health.ServerName} {health.ServerVersion} spoke MCP {health.ProtocolVersion} and offers {health.ToolCount} tool(s)."
            : $"   It is {health.Status}: {health.Message}");
        console.Out.WriteLine();

        var page = new Uri(host.Url, DemoSite.ArticlePath);
        var answer = await CallAsync(console, server, page, cancellationToken);
        console.Out.WriteLine($"3. Called its tool web_content_extract on {page}:");
        console.Out.WriteLine($"   {answer.LatencyMs:0} ms, {Excerpt(answer.Text)}");
        var outage = await DemoOutage.RunAsync(console, FreePorts(), cancellationToken);
        console.Out.WriteLine();
        console.Out.WriteLine("""
            What to try next:
               mcpops health --url http://127.0.0.1:8000/mcp        a server of yours, by its address
               mcpops health -- npx -y @modelcontextprotocol/server-everything    one that is started as a process
               mcpops servers --discover                            the servers that your MCP clients know
               mcpops init                                          write mcpops.json, the list of the servers that you keep
               mcpops init --profile crawl4ai                       the same for a system that a profile knows: rules, backups, plans
               mcpops --help                                        everything else
            """);
        return health.Status == HealthStatus.Healthy && !answer.IsError && outage ? ExitCodes.Done : ExitCodes.Failed;
    }

    // Two in a row, for the server and for the page. Whoever takes one before they are used is told of there.
    private static int FreePorts()
    {
        while (true)
        {
            var port = Random.Shared.Next(15_000, 30_000);
            try
            {
                using var first = new TcpListener(IPAddress.Loopback, port);
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                first.Start();
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has one of them: two others.
            }
        }
    }

    private static async Task<McpToolResult> CallAsync(CliConsole console, McpServer server, Uri page, CancellationToken cancellationToken)
    {
        await using var session = await new McpConnector(console.Context).ConnectAsync(server, new ConnectOptions(), cancellationToken);
        return await session.CallToolAsync("web_content_extract", new JsonObject { ["url"] = page.ToString() }, cancellationToken);
    }

    private static string Excerpt(string json)
    {
        var answer = JsonNode.Parse(json);
        var content = answer?["content"]?.GetValue<string>() ?? json;
        return $"{answer?["metadata"]?["title"]}: \"{(content.Length <= 90 ? content : content[..90] + "…")}\"";
    }
}
