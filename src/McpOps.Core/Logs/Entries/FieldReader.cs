using System.Globalization;
using System.Text;
using System.Text.Json;
using McpOps.Logs.Parsing;
using McpOps.Servers;

namespace McpOps.Logs.Entries;

/// <summary>Reads the further values of an entry: properties of JSON, pairs of logfmt, the parts of a request, the groups of a pattern.</summary>
internal static class FieldReader
{
    private const int MaxFields = 64;
    private static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, string> Read(scoped in RawEntry entry, ref LogLine line, PatternFormat? pattern, EntryBuilder builder)
    {
        if (!line.Parsed)
        {
            return None;
        }

        if (pattern is not null)
        {
            return Groups(entry.Head, pattern, builder);
        }

        var json = entry.Head[^1] == '}' ? Math.Max(0, entry.Head.IndexOf("{\""u8)) : 0;
        var fields = entry.Head[json] == '{' && Json(entry.Text[json..]) is { } found ? found : line.Message.Length > 0 || line.HasFacts ? Pairs(entry.Head, ref line, builder) : null;
        if (line.HasFacts)
        {
            fields ??= new Dictionary<string, string>(StringComparer.Ordinal);
            Facts(in entry, ref line, fields);
        }

        return fields is null ? None : fields.ToDictionary(field => field.Key, field => Redaction.IsSecretName(field.Key) ? builder.Secret(field.Value) : builder.Text(field.Value), StringComparer.Ordinal);
    }

    // A group may hold a secret without the name that tells, as (?<id>.*) behind "token=": what the masked line does not show is masked.
    private static IReadOnlyDictionary<string, string> Groups(ReadOnlySpan<byte> head, PatternFormat pattern, EntryBuilder builder)
    {
        if (pattern.Fields(head) is not { } fields)
        {
            return None;
        }

        var shown = builder.Text(Encoding.UTF8.GetString(head));
        return fields.ToDictionary(field => field.Key, field => Redaction.IsSecretName(field.Key) || !shown.Contains(builder.Text(field.Value), StringComparison.Ordinal) ? builder.Secret(field.Value) : builder.Text(field.Value), StringComparer.Ordinal);
    }

    private static void Facts(scoped in RawEntry entry, ref LogLine line, Dictionary<string, string> fields)
    {
        ref var facts = ref line.Facts;
        Put(fields, "client", entry.Of(facts.Client));
        Put(fields, "method", entry.Of(facts.Method));
        Put(fields, "url", entry.Of(facts.Url));
        Put(fields, "tool", entry.Of(facts.Tool));
        Put(fields, "errorType", entry.Of(facts.ErrorType));
        if (facts.Status > 0)
        {
            fields.TryAdd("status", facts.Status.ToString(CultureInfo.InvariantCulture));
        }

        if (facts.DurationMs is { } duration)
        {
            fields.TryAdd("durationMs", duration.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Put(Dictionary<string, string> fields, string name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            fields.TryAdd(name, Encoding.UTF8.GetString(value));
        }
    }

    private static Dictionary<string, string>? Json(ReadOnlySpan<byte> text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            foreach (var property in document.RootElement.EnumerateObject().Take(MaxFields))
            {
                if (JsonNames.RoleOf(Encoding.UTF8.GetBytes(property.Name), JsonRole.None) is not (JsonRole.Time or JsonRole.Level or JsonRole.Message or JsonRole.Source)
                    || property.Value.ValueKind is JsonValueKind.Object)
                {
                    fields[property.Name] = Text(property.Value);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }

        return fields;
    }

    // Half a character (a lone surrogate) stays as it is written.
    private static string Text(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText().Trim('"');
        }
    }

    // "Cookie: session=X": the name of the pair does not tell, but the masked line does not show its value.
    private static void HideUnshown(ReadOnlySpan<byte> head, Dictionary<string, string> fields, EntryBuilder builder)
    {
        var text = Encoding.UTF8.GetString(head);
        var shown = builder.Text(text);
        if (shown == text)
        {
            return;
        }

        foreach (var (name, value) in fields)
        {
            if (!shown.Contains(builder.Text(value), StringComparison.Ordinal))
            {
                fields[name] = builder.Secret(value);
            }
        }
    }

    // key=value pairs of a logfmt line, or at the end of a message as structlog's console writes them.
    private static Dictionary<string, string>? Pairs(ReadOnlySpan<byte> head, ref LogLine line, EntryBuilder builder)
    {
        var equals = head.IndexOf((byte)'=');
        if (equals < 0)
        {
            return null;
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var position = head[..equals].LastIndexOf((byte)' ') + 1;
        while (fields.Count < MaxFields && LogfmtFormat.TryPair(head, ref position, out var key, out var value))
        {
            var name = key.Of(head, default);
            if (value.Start != line.Message.Start && JsonNames.RoleOf(name, JsonRole.None) is not (JsonRole.Time or JsonRole.Level))
            {
                fields.TryAdd(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value.Of(head, default)));
            }
        }

        HideUnshown(head, fields, builder);
        return fields;
    }
}
