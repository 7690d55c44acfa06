namespace McpOps.Logs.Parsing;

/// <summary>Names the format that a file's sample shows.</summary>
internal static class FormatNames
{
    /// <summary>One of <see cref="LogFormats"/>, <c>w3c</c>, <c>pattern</c>, several with a plus between them, or <c>unknown</c>.</summary>
    public static string Of(FilePlan plan, IReadOnlyList<TextLine> sample)
    {
        if (plan.Pattern is not null)
        {
            return "pattern";
        }

        if (plan.W3c.Length > 0)
        {
            return "w3c";
        }

        var parser = new LineParser(plan);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in sample)
        {
            if (line.Length == 0 || line.Span[0] is (byte)' ' or (byte)'\t')
            {
                continue;
            }

            parser.Parse(line.Span, out var result);
            var name = Of(line.Span, plan, ref result);
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        var least = counts.Values.Sum() * 0.1;
        var names = counts.Keys.Where(name => counts[name] >= least && name.Length > 0).OrderByDescending(name => counts[name]).ToList();
        return names.Count == 0 ? "unknown" : string.Join('+', names);
    }

    private static string Of(ReadOnlySpan<byte> line, FilePlan plan, ref LogLine result)
    {
        var other = default(LogLine);
        return !result.Parsed ? ""
            : line[0] == '{' ? LogFormats.Json
            : line[0] == '<' && SyslogFormat.TryParse(line, 0, plan.Reference, ref other) ? LogFormats.Syslog
            : AccessFormat.TryParse(line, plan.Reference, ref other) ? LogFormats.Access
            : LogfmtFormat.TryParse(line, plan.Reference, ref other) ? LogFormats.Logfmt
            : LogFormats.Text;
    }
}
