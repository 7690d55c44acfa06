using System.Text;

namespace McpOps.Logs.Parsing;

/// <summary>Finds out what the fields of a delimited file mean: its first line names them, PostgreSQL writes the file, or one of them holds levels.</summary>
internal static class CsvColumns
{
    private const int MaxFields = 64;
    private const int MaxPreamble = 64;
    private const int ManyFields = 5;
    private const int Enough = 2;

    private static ReadOnlySpan<byte> Directive => "#Fields: "u8;

    // PostgreSQL's csvlog: time, user, database, pid, host, session, number, command, start, two numbers, severity, state, message, …
    private const int PostgresSeverity = 11;

    /// <summary>The format of a sample; null when it is not delimited.</summary>
    public static CsvFormat? Find(IReadOnlyList<TextLine> sample, TimeHints reference)
    {
        var lines = sample.Where(line => line.Length > 0 && line.Span[0] is not ((byte)'{' or (byte)' ' or (byte)'<')).ToList();
        if (lines.Count < Enough)
        {
            return null;
        }

        foreach (var delimiter in (byte[])[(byte)',', (byte)';', (byte)'\t'])
        {
            for (var i = 0; i < Math.Min(lines.Count, MaxPreamble); i++)
            {
                // Windows' DHCP service explains its numbers before it names the fields.
                if (Named(lines[i].Span, delimiter) is { } roles && (i == 0 || roles.Length > ManyFields))
                {
                    return new CsvFormat(delimiter, WithMessage(roles, lines.Skip(i + 1), delimiter), Math.Max(2, roles.Length / 2)) { HasDirectives = lines[i].Span.StartsWith(Directive), Names = lines[i].Span.ToArray() };
                }
            }

            if (Timed(lines, delimiter, reference) is { Count: >= Enough } rows && Levelled(rows, delimiter) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // Windows' Event Viewer names all fields but the last, which is the message.
    private static JsonRole[] WithMessage(JsonRole[] roles, IEnumerable<TextLine> rows, byte delimiter) =>
        roles.Contains(JsonRole.Message) || roles.Contains(JsonRole.Event) || !rows.Take(MaxPreamble).Select(row => Fields(row.Span, delimiter).Length).Where(count => count >= roles.Length).DefaultIfEmpty().All(count => count == roles.Length + 1)
            ? roles
            : [.. roles, JsonRole.Message];

    // "timestamp,level,logger,message"
    private static JsonRole[]? Named(ReadOnlySpan<byte> line, byte delimiter)
    {
        var isDirective = line.StartsWith(Directive);
        var fields = Fields(isDirective ? line[Directive.Length..] : line, delimiter);
        if (fields.Length < 3 || (!isDirective && line.ContainsAny("{}="u8)))
        {
            return null;
        }

        var roles = fields.Select(field => JsonNames.RoleOf(Encoding.UTF8.GetBytes(field.Trim().Replace(" ", "", StringComparison.Ordinal)), JsonRole.None)).ToArray();
        return roles.Contains(JsonRole.Time) && (isDirective || roles.Contains(JsonRole.Level) || roles.Contains(JsonRole.Gravity) || roles.Contains(JsonRole.Message) || roles.Contains(JsonRole.Event) || roles.Contains(JsonRole.Status)) ? roles : null;
    }

    // The fields of lines that begin with a time as their whole first field.
    private static List<string[]>? Timed(List<TextLine> lines, byte delimiter, TimeHints reference)
    {
        var rows = new List<string[]>();
        var timed = 0;
        foreach (var memory in lines)
        {
            var line = memory.Span;
            var first = line.TrimStart((byte)'"');
            if (!TimeParser.TryParse(first, reference, out _, out var length))
            {
                continue;
            }

            timed++;
            var rest = first[length..].TrimStart((byte)'"');
            if (!rest.IsEmpty && rest[0] == delimiter && (rest.Length < 2 || rest[1] != ' '))
            {
                rows.Add(Fields(line, delimiter));
            }
        }

        return rows.Count * 10 >= timed * 9 ? rows : null;
    }

    private static CsvFormat? Levelled(List<string[]> rows, byte delimiter)
    {
        var width = rows.Min(row => row.Length);
        if (width > PostgresSeverity + 2 && rows.TrueForAll(row => Level(row[PostgresSeverity]) is not LogLevel.None))
        {
            var postgres = new JsonRole[PostgresSeverity + 3];
            (postgres[0], postgres[2], postgres[PostgresSeverity], postgres[PostgresSeverity + 2]) = (JsonRole.Time, JsonRole.Source, JsonRole.Level, JsonRole.Message);
            return new CsvFormat(delimiter, [.. postgres, JsonRole.None], postgres.Length);
        }

        var dated = rows.TrueForAll(row => row[0].Length <= 10 && row.Length > 2 && row[1].Length >= 8 && row[1].Contains(':', StringComparison.Ordinal)) ? 1 : 0;
        for (var index = 1 + dated; index < width - 1; index++)
        {
            var levels = rows.Select(row => Level(row[index])).ToList();
            if (levels.Contains(LogLevel.None) || (levels.Distinct().Count() < Enough && rows.Count < 8))
            {
                continue;
            }

            // The longest field behind the level is the message; where the fields are not as many in each line, all that is left.
            var message = rows.TrueForAll(row => row.Length == width)
                ? Enumerable.Range(index + 1, width - index - 1).MaxBy(field => rows.Sum(row => row[field].Length))
                : width - 1;
            var roles = new JsonRole[rows.TrueForAll(row => row.Length == width) ? width : message + 1];
            (roles[0], roles[index], roles[message]) = (JsonRole.Time, JsonRole.Level, JsonRole.Message);
            roles[dated] = JsonRole.Time;
            if (message > index + 1 || index > 1 + dated)
            {
                roles[message > index + 1 ? index + 1 : index - 1] = JsonRole.Source;
            }

            return new CsvFormat(delimiter, roles, index + 2);
        }

        return null;
    }

    private static LogLevel Level(string field) => LevelToken.Of(Encoding.UTF8.GetBytes(field.Trim()));

    private static string[] Fields(ReadOnlySpan<byte> line, byte delimiter)
    {
        Span<Slice> fields = stackalloc Slice[MaxFields];
        var count = CsvFormat.Cut(line, delimiter, fields, MaxFields, out _);
        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            texts[i] = Encoding.UTF8.GetString(fields[i].Of(line, default));
        }

        return texts;
    }
}
