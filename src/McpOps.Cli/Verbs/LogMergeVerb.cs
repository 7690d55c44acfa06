using System.CommandLine;
using System.Text.Json.Nodes;
using McpOps.Cli.Output;
using McpOps.Logs;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops logs merge</c>: the summaries of parts give that of the whole.</summary>
internal static class LogMergeVerb
{
    private const string State = "state";

    public static Command Create(CliConsole console, Option<string?> by, Option<int> top)
    {
        var files = new Argument<string[]>("FILE") { Description = "Summaries that 'mcpops logs PATH --state --output json' wrote.", Arity = ArgumentArity.OneOrMore };
        var name = new Option<string?>("--name") { Description = "The name of the whole.", HelpName = "TEXT" };
        var state = StateOption();
        var output = SharedOptions.Output();
        var verb = new Command("merge", "Merge summaries of days, files or hosts: together they give the summary of the whole.") { files, name, by, top, state, output };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var parts = new List<(string Name, string? Host, string State)>();
            foreach (var file in parsed.GetValue(files)!)
            {
                parts.AddRange(await ReadAsync(file, cancellationToken));
            }

            var whole = parsed.GetValue(name) ?? string.Join(", ", parts.Select(part => part.Name).Distinct(StringComparer.Ordinal));
            var summary = LogReader.Merge(parts.Select(part => part.State), whole, new LogOptions { By = parsed.GetValue(by), Top = Math.Clamp(parsed.GetValue(top), 1, 1000) }) with { Host = MergedHosts.Of(parts.Select(part => part.Host)) };
            Write(console, parsed.GetValue(output), summary, parsed.GetValue(state));
            return ExitCodes.Done;
        });
        return verb;
    }

    public static Option<bool> StateOption() => new("--state") { Description = "Keep all counts in the JSON, for 'mcpops logs merge'." };

    /// <summary>Writes a summary, with its counts where they are wanted.</summary>
    public static void Write(CliConsole console, OutputFormat format, McpLogSummary summary, bool withState)
    {
        if (!withState)
        {
            LogOutput.WriteSummary(console, format, summary);
            return;
        }

        var json = WithState(summary);
        console.Out.WriteLine(format is OutputFormat.Ndjson ? json.ToJsonString() : JsonText.Pretty(json));
    }

    /// <summary>A summary with its counts.</summary>
    public static JsonObject WithState(McpLogSummary summary)
    {
        var json = JsonNode.Parse(JsonText.OneLine(summary))!.AsObject();
        json[State] = summary.State.Data;
        return json;
    }

    // One summary, or a list of them, such as those of several hosts.
    private static async Task<IReadOnlyList<(string Name, string? Host, string State)>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var json = JsonNode.Parse(await NamedInput.ReadAllAsync(file, cancellationToken));
            var all = json is JsonArray list ? list.ToList() : [json];
            return all.Count > 0 && all.All(one => one is JsonObject map && map[State]?.GetValue<string>() is { Length: > 0 })
                ? [.. all.Select(one => (one!["server"]?.GetValue<string>() ?? file, one["host"]?.GetValue<string>(), one[State]!.GetValue<string>()))] : throw NoSummary(file, null);
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException)
        {
            throw NoSummary(file, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("LogsNotFound", McpErrorCategory.ObjectNotFound, $"'{file}' cannot be read: {exception.Message}", file, exception);
        }
    }

    private static McpOpsException NoSummary(string file, Exception? inner) =>
        new("NotALogSummary", McpErrorCategory.InvalidData, $"'{file}' is no summary with its counts. Write it with 'mcpops logs PATH --state --output json'.", file, inner);
}
