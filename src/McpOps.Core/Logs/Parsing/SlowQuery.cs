namespace McpOps.Logs.Parsing;

/// <summary>Entries of MySQL's slow query log: <c># Time: …</c>, who asked, <c># Query_time: 2.5 …</c>, and the query on the lines below.</summary>
internal static class SlowQuery
{
    /// <summary>Reads what stands below the time.</summary>
    public static void Read(ReadOnlySpan<byte> head, ReadOnlySpan<byte> text, ref LogLine result)
    {
        foreach (var line in new LineRanges(text[head.Length..]))
        {
            var value = line.StartsWith("# Query_time: "u8) ? line["# Query_time: "u8.Length..] : default;
            if (!value.IsEmpty && Durations.TryParse(value.IndexOf((byte)' ') is > 0 and var end ? value[..end] : value, 1000, out var milliseconds))
            {
                result.HasFacts = true;
                result.Facts.DurationMs = milliseconds;
            }
            else if (!line.IsEmpty && line[0] != '#' && !line.StartsWith("SET timestamp="u8) && !line.StartsWith("use "u8))
            {
                _ = text.Overlaps(line, out var start);
                result.Message = new Slice(start, line.Length);
                return;
            }
        }
    }
}
