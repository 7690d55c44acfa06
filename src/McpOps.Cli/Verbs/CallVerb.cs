using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Protocol;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops call</c>: calls one tool of one server.</summary>
internal static class CallVerb
{
    // A tool works; a probe only asks.
    private const double DefaultTimeout = 60;

    private static readonly IReadOnlyList<Column<McpToolResult>> Columns =
    [
        new("Server", result => result.Server),
        new("Tool", result => result.Tool),
        new("IsError", result => result.IsError ? "yes" : "no"),
        new("LatencyMs", result => result.LatencyMs) { Right = true },
        new("Text", result => result.Text),
        new("Structured", result => result.Structured),
    ];

    public static Command Create(CliConsole console)
    {
        var tool = new Argument<string>("TOOL") { Description = "The tool's name; 'mcpops tools' lists them." };
        var pairs = new Option<string[]>("--arg", "-a") { Description = "An argument as name=value; the tool's schema says whether it is a number or a text. May be given several times.", HelpName = "NAME=VALUE" };
        var json = new Option<string?>("--arguments") { Description = "The arguments as a JSON object; - reads them from standard input.", HelpName = "JSON" };
        var verb = new Command("call", "Call a tool of one server and write what it answers. Exit codes: 0 done, 1 the tool or the call failed, 64 usage.") { tool };
        var which = new ServerArguments(verb, positional: false, one: true);
        var launch = ServerArguments.Launch();
        var timeout = SharedOptions.Timeout("60");
        var output = SharedOptions.Output();
        foreach (var option in new Option[] { pairs, json, timeout, launch, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var text = parsed.GetValue(json);
            var arguments = new ToolArguments
            {
                Json = text is null ? [] : ToolArguments.Parse(text is "-" ? await Task.Run(console.In.ReadToEnd, CancellationToken.None).WaitAsync(cancellationToken) : text),
                Texts = ToolArguments.Pairs(parsed.GetValue(pairs) ?? []),
            };
            var servers = await which.RequireAsync(parsed, console, cancellationToken);
            if (servers.Count > 1)
            {
                throw new McpOpsException("SeveralServers", McpErrorCategory.InvalidArgument, $"A call goes to one server, and {servers.Count} were named or found. Name one by --server NAME, --url URL or -- COMMAND.");
            }

            var options = new ConnectOptions { Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout) ?? DefaultTimeout), Launch = parsed.GetValue(launch) };
            var result = await new ToolClient(console.Context).CallAsync(servers[0], parsed.GetValue(tool)!, arguments, options, cancellationToken);
            Write(console, parsed.GetValue(output), result);
            return result.IsError ? ExitCodes.Failed : ExitCodes.Done;
        });
        return verb;
    }

    // A person wants what the tool says, not a row of a table around it.
    private static void Write(CliConsole console, OutputFormat format, McpToolResult result)
    {
        if (format is not OutputFormat.Table)
        {
            ResultWriter.WriteOne(console, format, result, Columns);
            return;
        }

        var text = result.Text.Length > 0 ? result.Text : result.Structured?.ToString() ?? "";
        console.Out.WriteLine(console.IsTerminal ? new string([.. text.Select(character => char.IsControl(character) && character is not ('\n' or '\t') ? ' ' : character)]) : text);
        if (result.IsError)
        {
            console.WriteError($"error ToolError: '{result.Tool}' reports a failure.");
        }
    }
}
