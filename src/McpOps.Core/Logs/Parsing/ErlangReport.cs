namespace McpOps.Logs.Parsing;

/// <summary>Reports of Erlang's older loggers: <c>=ERROR REPORT==== 20-Nov-2026::10:00:00 ===</c>, and the message on the lines below.</summary>
internal static class ErlangReport
{
    /// <summary>Reads the head of a report.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        var report = line.IndexOf(" REPORT==== "u8);
        if (line.IsEmpty || line[0] != '=' || report is < 2 or > 20 || !TimeParser.TryParse(line[(report + 12)..], reference, out var time, out var length))
        {
            return false;
        }

        var kind = line[1..report];
        result.Level = kind.SequenceEqual("CRASH"u8) || kind.SequenceEqual("SUPERVISOR"u8) ? LogLevel.Error : kind.SequenceEqual("PROGRESS"u8) ? LogLevel.Info : LogLevels.FromWord(kind);
        result.OfferTime(time);
        result.Message = Slice.Between(HeaderParts.SkipSpaces(line, report + 12 + length), line.Length);
        if (result.Message.Of(line, default).StartsWith("==="u8))
        {
            result.Message = Slice.Between(line.Length, line.Length);
        }

        result.Parsed = true;
        return true;
    }
}
