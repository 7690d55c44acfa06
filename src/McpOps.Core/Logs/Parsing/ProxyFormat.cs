using System.Buffers.Text;

namespace McpOps.Logs.Parsing;

/// <summary>Access logs of proxies and clouds that are neither Common nor quoted: Squid's own, and those of Amazon's load balancers and object store.</summary>
internal static class ProxyFormat
{
    /// <summary>Reads a line of Squid or of a load balancer.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result) =>
        line.Length > 40 && (char.IsAsciiDigit((char)line[0]) ? (line[10] == '.' && TrySquid(line, reference, ref result)) || (line[4] == '-' && line[10] == 'T' && TryBalancer(line, 0, reference, ref result))
            : IsKind(line, out var length) && TryBalancer(line, length, reference, ref result));

    /// <summary>Amazon S3: five words stand between the time and the request.</summary>
    public static bool IsObjectStore(ReadOnlySpan<byte> behind, out int quote)
    {
        quote = behind.IndexOf((byte)'"');
        return quote > 0 && behind[..quote].IndexOf(" REST."u8) > 0 && behind[..quote].Count((byte)' ') == 6;
    }

    /// <summary>Envoy and S3 write behind the status a word, two sizes, the time in milliseconds, and the time of what is behind: <c>- 12 34 56 55 "…</c>.</summary>
    public static bool TryThird(ReadOnlySpan<byte> tail, out double milliseconds)
    {
        milliseconds = 0;
        if (tail.Length < 2 || char.IsAsciiDigit((char)tail[1]))
        {
            // Common and combined: the size is next.
            return false;
        }

        var quote = tail.IndexOf((byte)'"');
        if (quote >= 5 && tail[quote..].StartsWith("\"-\" "u8))
        {
            // Istio names, quoted, why the transport failed before the sizes.
            quote = tail[(quote + 4)..].IndexOf((byte)'"') is >= 0 and var next ? quote + 4 + next : -1;
        }

        if (quote < 10)
        {
            return false;
        }

        Span<Range> words = stackalloc Range[12];
        var count = Words(tail[..quote], words);
        if (count is < 5 or > 8 || !IsFlag(tail[words[0]]))
        {
            return false;
        }

        // Envoy's newer default names the details of the answer before the sizes.
        var first = 1;
        while (first < count && (!IsNumber(tail[words[first]]) || (first + 4 < count && tail[words[first + 1]].SequenceEqual("\"-\""u8))))
        {
            first++;
        }

        return first + 3 < count && IsNumber(tail[words[first]]) && IsNumber(tail[words[first + 2]]) && Utf8Parser.TryParse(tail[words[first + 2]], out milliseconds, out _);
    }

    private static bool IsFlag(ReadOnlySpan<byte> word) => word.SequenceEqual("-"u8) || !word.ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ,abcdefghijklmnopqrstuvwxyz"u8);

    private static bool IsNumber(ReadOnlySpan<byte> word) => !word.IsEmpty && (word.SequenceEqual("-"u8) || !word.ContainsAnyExceptInRange((byte)'0', (byte)'9'));

    // 1714564800.123    345 10.0.0.1 TCP_MISS/200 1234 GET http://a.example/x - HIER_DIRECT/192.0.2.1 text/html
    private static bool TrySquid(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        Span<Range> words = stackalloc Range[12];
        var count = Words(line, words);
        if (count < 7 || !TimeParser.TryParse(line, reference, out var time, out _) || !Utf8Parser.TryParse(line[words[1]], out int taken, out var used) || used != line[words[1]].Length)
        {
            return false;
        }

        var code = line[words[3]];
        var slash = code.LastIndexOf((byte)'/');
        if (slash <= 0 || !char.IsAsciiLetterUpper((char)code[0]) || !Utf8Parser.TryParse(code[(slash + 1)..], out int status, out _) || status is < 0 or > 599)
        {
            return false;
        }

        result.Parsed = true;
        result.OfferTime(time);
        result.Facts.Client = Of(words[2], line);
        result.Facts.Method = Of(words[5], line);
        result.Facts.Url = Of(words[6], line);
        result.Facts.Status = status >= 100 ? status : 0;
        result.Facts.DurationMs = taken;
        result.Message = Slice.Between(words[3].Start.GetOffset(line.Length), line.Length);
        return AccessFormat.Close(ref result);
    }

    // https 2024-05-01T12:00:00.123456Z app/lb/1 10.0.0.9:4000 10.0.0.1:80 0.001 0.012 0.000 200 200 34 366 "GET https://mcp.example:443/ HTTP/1.1" …
    private static bool TryBalancer(ReadOnlySpan<byte> line, int start, TimeHints reference, ref LogLine result)
    {
        var quote = line.IndexOf(" \""u8);
        Span<Range> words = stackalloc Range[16];
        if (quote < start || !TimeParser.TryParse(line[start..], reference, out var time, out _))
        {
            return false;
        }

        var head = line[start..quote];
        var count = Words(head, words);
        if (count < 9 || !Utf8Parser.TryParse(head[words[4]], out double first, out _) || !Utf8Parser.TryParse(head[words[5]], out double second, out _) || !Utf8Parser.TryParse(head[words[6]], out double third, out _)
            || !(head[words[5]].Contains((byte)'.') || second < 0) || !Utf8Parser.TryParse(head[words[7]], out int status, out _) || status is < 100 or > 599 || !AccessFormat.TryRequest(line, quote + 1, ref result))
        {
            result = default;
            return false;
        }

        result.Parsed = true;
        result.OfferTime(time);
        var client = head[words[2]];
        var port = client.LastIndexOf((byte)':');
        result.Facts.Client = new Slice(start + words[2].Start.GetOffset(head.Length), port > 0 ? port : client.Length);
        result.Facts.Status = status;
        result.Facts.DurationMs = first < 0 || second < 0 || third < 0 ? null : (first + second + third) * 1000;
        result.Message = Slice.Between(quote + 1, line.Length);
        return AccessFormat.Close(ref result);
    }

    private static bool IsKind(ReadOnlySpan<byte> line, out int length)
    {
        length = line.StartsWith("http "u8) ? 5 : line.StartsWith("https "u8) || line.StartsWith("grpcs "u8) ? 6 : line.StartsWith("h2 "u8) || line.StartsWith("ws "u8) ? 3 : line.StartsWith("wss "u8) ? 4 : 0;
        return length > 0;
    }

    private static Slice Of(Range range, ReadOnlySpan<byte> line)
    {
        var (start, length) = range.GetOffsetAndLength(line.Length);
        return new Slice(start, length);
    }

    private static int Words(ReadOnlySpan<byte> text, Span<Range> words)
    {
        int count = 0, position = 0;
        while (count < words.Length)
        {
            position = HeaderParts.SkipSpaces(text, position);
            if (position >= text.Length)
            {
                break;
            }

            var space = text[position..].IndexOf((byte)' ');
            var end = space < 0 ? text.Length : position + space;
            words[count++] = position..end;
            position = end;
        }

        return count;
    }
}
