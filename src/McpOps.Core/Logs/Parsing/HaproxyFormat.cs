using System.Buffers.Text;

namespace McpOps.Logs.Parsing;

/// <summary>HAProxy's HTTP log, whose status and times stand before the request: <c>client:port [time] frontend backend/server 0/0/1/31/32 200 1394 … "GET / HTTP/1.1"</c>.</summary>
internal static class HaproxyFormat
{
    /// <summary>Reads what stands before the quoted request; false when it is not HAProxy's.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, int start, int quote, ref LogFacts facts)
    {
        var position = start;
        while (position < quote)
        {
            var end = HeaderParts.WordEnd(line, position);
            var word = line[position..end];
            if (word.Count((byte)'/') == 4 && !word.ContainsAnyExcept("0123456789/-+"u8) && end < quote)
            {
                return TryStatus(word, line[(end + 1)..quote], ref facts);
            }

            position = end + 1;
        }

        return false;
    }

    // The last of the five times is that of the whole session.
    private static bool TryStatus(ReadOnlySpan<byte> times, ReadOnlySpan<byte> rest, ref LogFacts facts)
    {
        if (!Utf8Parser.TryParse(rest, out int status, out _) || status is < 100 or > 599)
        {
            return false;
        }

        facts.Status = status;
        var total = times[(times.LastIndexOf((byte)'/') + 1)..].TrimStart((byte)'+');
        facts.DurationMs = Utf8Parser.TryParse(total, out long milliseconds, out _) ? milliseconds : null;
        return true;
    }
}
