using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops servers</c>: which servers do I operate?</summary>
internal static class ServersVerb
{
    private static readonly IReadOnlyList<Column<McpServer>> Columns =
    [
        new("Name", server => server.Name) { MaxWidth = 28 },
        new("Transport", server => server.Transport),
        new("Enabled", server => server.Enabled ? "yes" : "no"),
        new("Origin", server => server.Origin),
        new("Client", server => string.Join(", ", server.Sources.Select(source => source.Client).Distinct())) { MaxWidth = 24 },
        new("Target", server => server.Target),
    ];

    public static Command Create(CliConsole console)
    {
        var output = SharedOptions.Output();
        var verb = new Command("servers", "List the servers of the inventory, or those that MCP clients on this machine name.") { output };
        var which = new ServerArguments(verb);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var servers = await which.FindAsync(parsed, console, cancellationToken);
            if (servers.Count > 0 || parsed.GetValue(output) is not OutputFormat.Table)
            {
                ResultWriter.WriteAll(console, parsed.GetValue(output), servers, Columns);
            }

            return console.Notices > 0 ? ExitCodes.Partial : ExitCodes.Done;
        });
        foreach (var edit in ServerEditVerbs.Create(console, Columns))
        {
            verb.Add(edit);
        }

        return verb;
    }
}
