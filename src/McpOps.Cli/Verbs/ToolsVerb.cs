using System.CommandLine;
using System.IO.Enumeration;
using McpOps.Cli.Output;
using McpOps.Protocol;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops tools</c>: what do the servers offer, and what does that cost a model?</summary>
internal static class ToolsVerb
{
    private static readonly IReadOnlyList<Column<McpTool>> Columns =
    [
        new("Server", tool => tool.Server) { MaxWidth = 24 },
        new("Name", tool => tool.Name) { MaxWidth = 36 },
        new("ReadOnly", tool => tool.ReadOnly switch { true => "yes", false => "no", null => "" }),
        new("Bytes", tool => tool.Bytes) { Right = true },
        new("Tokens", tool => tool.Tokens) { Right = true },
        new("Required", tool => string.Join(", ", tool.Required)) { MaxWidth = 24 },
        new("Description", tool => tool.Description),
    ];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("tools", "List the tools of servers, with their size and an estimate of their tokens. Exit codes: 0 done, 1 failed, 2 some servers failed.");
        var which = new ServerArguments(verb);
        var names = new ListOption("--tool") { Description = "Only tools of this name; * and ? stand for any text and any letter. May be given several times, or with commas.", HelpName = "TOOL" };
        var launch = ServerArguments.Launch();
        var timeout = SharedOptions.Timeout("10");
        var output = SharedOptions.Output();
        foreach (var option in new Option[] { names, timeout, launch, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var servers = await which.RequireAsync(parsed, console, cancellationToken);
            var options = new ConnectOptions { Launch = parsed.GetValue(launch) };
            options = parsed.GetValue(timeout) is { } seconds ? options with { Timeout = TimeSpan.FromSeconds(seconds) } : options;
            var wanted = parsed.GetValue(names) ?? [];
            var (tools, failed, listed) = (new List<McpTool>(), 0, 0);
            await foreach (var listing in new ToolClient(console.Context).ListAsync(servers, options, cancellationToken))
            {
                listed++;
                tools.AddRange(listing.Tools.Where(tool => wanted.Length == 0 || wanted.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, tool.Name))));
                if (listing.Failure is { } failure)
                {
                    failed++;
                    console.WriteError($"error {failure.ErrorId}: {failure.Message}");
                }
            }

            if (tools.Count > 0 || failed < listed || parsed.GetValue(output) is not OutputFormat.Table)
            {
                ResultWriter.WriteAll(console, parsed.GetValue(output), tools, Columns);
            }

            return failed == 0 ? ExitCodes.Done : failed == listed ? ExitCodes.Failed : ExitCodes.Partial;
        });
        return verb;
    }
}
