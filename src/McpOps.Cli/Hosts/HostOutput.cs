using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpOps.Cli.Hosts;

/// <summary>Joins what hosts answered, as if it were one answer: each record says of which host it is.</summary>
internal static class HostOutput
{
    private const string Field = "host";

    // Of two fields of one name nobody knows which is meant.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The records of a JSON answer: those of an array, of a line each, or the one that it is.</summary>
    /// <exception cref="McpOpsException"><c>HostAnswerInvalid</c>: it is no JSON.</exception>
    public static IReadOnlyList<JsonNode> Records(HostAnswer answer, bool lines)
    {
        try
        {
            var texts = lines ? answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : answer.Output.Trim().Length == 0 ? [] : [answer.Output];
            return [.. texts.SelectMany(text => JsonNode.Parse(text, documentOptions: Strict) is var whole && whole is JsonArray array ? array.Select(one => one?.DeepClone()) : [whole])
                .Select(record => With(record ?? throw new JsonException("A record is null."), answer.Host))];
        }
        catch (JsonException exception)
        {
            throw new McpOpsException("HostAnswerInvalid", McpErrorCategory.InvalidData, $"What '{answer.Host}' answered is no JSON (line {exception.LineNumber + 1}, character {exception.BytePositionInLine + 1}). Look at it with 'ssh {answer.Host} mcpops --version'; what a script around it writes must go to standard error.", answer.Host, exception);
        }
    }

    /// <summary>A report of a host that did not answer, so that a page of all of them does not leave it out: it is of the time of another, and knows nothing.</summary>
    /// <param name="other">The report of a host that answered.</param>
    /// <param name="host">The host that did not.</param>
    /// <param name="why">Why.</param>
    public static JsonNode Silent(JsonNode other, string host, string why)
    {
        var report = other.DeepClone().AsObject();
        foreach (var list in report.Where(field => field.Value is JsonArray).Select(field => field.Key).ToList())
        {
            report[list] = new JsonArray();
        }

        (report[Field], report["hosts"], report["status"], report["verdict"]) = (host, new JsonArray(host), "Unknown", "Nothing is known: the host did not answer.");
        report["limits"] = new JsonArray(why);
        return report;
    }

    /// <summary>The lines of a CSV answer, with a first column for the host; the head only where it is wanted.</summary>
    public static IEnumerable<string> Csv(HostAnswer answer, bool head)
    {
        var lines = answer.Output.TrimEnd('\n').Split('\n');
        if (answer.Output.Length == 0)
        {
            return [];
        }

        // A version that knows hosts has the column already.
        if (lines[0].TrimEnd('\r').Split(',').Contains(Field, StringComparer.OrdinalIgnoreCase))
        {
            return head ? lines : lines.Skip(1);
        }

        // A field with a line break goes on in the next line, which gets no host.
        var (all, open) = (new List<string>(), false);
        for (var index = 0; index < lines.Length; index++)
        {
            var begins = !open;
            open ^= lines[index].Count(letter => letter is '"') % 2 == 1;
            if (index > 0 || head)
            {
                all.Add(!begins ? lines[index] : index == 0 ? $"{Field},{lines[index]}" : $"{CsvText.Field(answer.Host)},{lines[index]}");
            }
        }

        return all;
    }

    // The name that is asked for first; a record that has one of its own keeps it.
    private static JsonNode With(JsonNode record, string host)
    {
        if (record is not JsonObject map || map[Field] is not null)
        {
            return record;
        }

        map.Remove(Field);
        map.Insert(0, Field, host);
        return map;
    }
}
