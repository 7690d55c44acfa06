using McpOps.Cli.Output;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpOps.Cli.Hosts;

/// <summary>Any verb, run on other hosts: <c>mcpops health --host a,b</c>.</summary>
internal static class HostVerbs
{
    private static readonly JsonSerializerOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };

    // Of these several make no one: a document has one beginning, and a figure is told of once.
    private static readonly string[] Documents = ["html", "mail", "sarif", "junit", "prometheus", "openmetrics"];

    private const string Quiet = "quiet";

    // Of a host that says nothing nothing is known.
    private const int Silence = -1;

    // The worst first, as a monitoring plugin sees it: 3 says that nobody can say. A host that says nothing is worse than a server that is slow.
    private static readonly int[] Plugin = [2, Silence, 1, 3, 0];

    /// <summary>The option that names hosts; every verb has it.</summary>
    public static Option<string[]> Hosts() => new(HostArguments.Option)
    {
        Description = "Run this on these hosts instead, by ssh with its configuration, keys and known hosts: names, separated by commas; may be given several times. mcpops must be installed there. Paths are those of the host.",
        HelpName = "NAME",
        Recursive = true,
    };

    /// <summary>The option that says how long a host may take.</summary>
    public static Option<string?> Timeout() => new(HostArguments.TimeoutOption) { Description = "How long a host may take, such as 30s; 60s when omitted.", HelpName = "TIME", Recursive = true };

    /// <summary>Runs it there, and writes what comes back.</summary>
    /// <param name="console">Where it writes.</param>
    /// <param name="args">The command line.</param>
    /// <param name="parsed">What it was understood as.</param>
    /// <param name="runner">Asks the hosts.</param>
    /// <param name="cancellationToken">Ends all of them.</param>
    /// <returns>The worst of the hosts' exit codes for health, wait and slo, and 3 for a host that says nothing where no other ended with 2; else 0 when all ended with 0, 1 when none did, 2 when some did.</returns>
    /// <exception cref="McpOpsException"><c>NotOnHosts</c>, <c>InvalidHost</c>, <c>InvalidTime</c> or <c>NotJoined</c>.</exception>
    public static async Task<int> RunAsync(CliConsole console, IReadOnlyList<string> args, ParseResult parsed, HostRunner runner, CancellationToken cancellationToken)
    {
        var verb = Verb(parsed.CommandResult);
        var arguments = HostArguments.Of(args, verb);
        var format = Format(parsed);
        if (arguments.Hosts.Count > 1 && Documents.Contains(format, StringComparer.Ordinal))
        {
            throw new McpOpsException("NotJoined", McpErrorCategory.InvalidArgument,
                $"What hosts answer as '{format}' makes no one document. Ask for --output json{(verb is "report" ? ", and make one of it by 'mcpops report --from FILE'" : "")}, or ask each host by itself.", format);
        }

        var silent = new List<(string Host, string Why)>();
        var (records, codes, own) = (new List<JsonNode>(), new List<int>(), HostCommand.OwnVersion);
        await foreach (var answer in runner.RunAsync(arguments, cancellationToken))
        {
            foreach (var line in answer.Errors)
            {
                console.WriteError($"{answer.Host}: {line}");
            }

            if (answer.Version is { } version && version != own)
            {
                console.Context.Warn("HostVersionDiffers", $"'{answer.Host}' has mcpops {version}, and this is {own}: an option may be missing there, and a record have other fields.");
            }

            codes.Add(Write(console, answer, format, records, silent, isFirst: codes.Count == 0));
        }

        if (verb is "report" && records.Count > 0)
        {
            records.AddRange(silent.Select(one => HostOutput.Silent(records[0], one.Host, one.Why)).ToList());
        }

        if (format is "json")
        {
            console.Out.WriteLine(JsonText.PrettyOfAll(records));
        }

        return Worst(verb, codes);
    }

    /// <summary>The exit code for all.</summary>
    internal static int Worst(string verb, IReadOnlyList<int> codes) => codes is [not Silence and var only] ? only
        : verb is "health" or "wait" or "slo" ? WorstOfPlugins([.. codes.Select(code => code is Silence or 0 or 1 or 2 ? code : 3)])
        : codes.All(code => code == ExitCodes.Done) ? ExitCodes.Done
        : codes.All(code => code is not (ExitCodes.Done or ExitCodes.Partial)) ? ExitCodes.Failed : ExitCodes.Partial;

    private static int WorstOfPlugins(IReadOnlyList<int> codes) => Plugin.First(code => code == 0 || codes.Contains(code)) is var worst and not Silence ? worst : 3;

    private static int Write(CliConsole console, HostAnswer answer, string format, List<JsonNode> records, List<(string Host, string Why)> silent, bool isFirst)
    {
        try
        {
            if (answer.Fault is { } fault)
            {
                throw fault;
            }

            switch (format)
            {
                case "json":
                    records.AddRange(HostOutput.Records(answer, lines: false));
                    break;
                case "ndjson":
                    HostOutput.Records(answer, lines: true).ToList().ForEach(record => console.Out.WriteLine(record.ToJsonString(Line)));
                    break;
                case "csv":
                    HostOutput.Csv(answer, isFirst).ToList().ForEach(console.Out.WriteLine);
                    break;
                case var one when Documents.Contains(one, StringComparer.Ordinal):
                    console.Out.Write(answer.Output);
                    break;

                // Who wants to hear nothing (-q) wants no names of hosts either.
                case Quiet:
                    break;
                default:
                    console.Out.WriteLine($"{(isFirst ? "" : "\n")}{answer.Host}");
                    console.Out.WriteLine(answer.Output.TrimEnd());
                    break;
            }

            return answer.ExitCode!.Value;
        }
        catch (McpOpsException exception)
        {
            console.WriteError($"error {exception.ErrorId}: {exception.Message}");
            silent.Add((answer.Host, exception.Message));
            return Silence;
        }
    }

    private static string Verb(CommandResult command) => command.Parent is CommandResult { Parent: not null } parent ? $"{Verb(parent)} {command.Command.Name}" : command.Command.Name;

    private static bool IsQuiet(ParseResult parsed) => parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name is "--quiet") is { } quiet && parsed.GetResult(quiet) is { Implicit: false };

    // Where it goes to a file there, what comes back is the file's name.
    private static string Format(ParseResult parsed) => IsQuiet(parsed) ? Quiet
        : parsed.GetResult("--output") is not OptionResult output || (Verb(parsed.CommandResult) is "report" or "metrics export" && parsed.GetResult("--path") is not null) ? "table"
        : (output.Tokens is [.., var word] ? word.Value : output.GetValueOrDefault<object>()?.ToString() ?? "table").ToLowerInvariant();
}
