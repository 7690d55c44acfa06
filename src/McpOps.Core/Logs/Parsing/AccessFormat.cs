using System.Buffers.Text;

namespace McpOps.Logs.Parsing;

/// <summary>Access logs: Common and Combined of Apache and nginx, with a request time behind them; and request lines within messages.</summary>
internal static class AccessFormat
{
    /// <summary>Reads <c>client - user [time] "METHOD path HTTP/1.1" status bytes "referrer" "agent" time</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        if (line.Length > 0 && line[0] == '"')
        {
            return QuotedAccess.TryParse(line, reference, ref result);
        }

        if (ProxyFormat.TryParse(line, reference, ref result))
        {
            return true;
        }

        var open = line[..Math.Min(line.Length, 200)].IndexOf(" ["u8);
        LogTime time = default;
        var length = 0;
        if (open <= 0 || !(reference.Access?.TryRead(line[(open + 2)..], reference, out time, out length) ?? TimeParser.TryParse(line[(open + 2)..], reference, out time, out length)))
        {
            return false;
        }

        var close = open + 2 + length;
        var behind = line[Math.Min(close, line.Length)..];
        var isStore = behind.StartsWith("] "u8) && ProxyFormat.IsObjectStore(behind, out _);
        if (!isStore && !behind.StartsWith("] \""u8))
        {
            return false;
        }

        var start = isStore ? close + behind.IndexOf((byte)'"') : close + 2;
        if (!TryRequest(line, start, ref result))
        {
            return false;
        }

        result.Parsed = true;
        result.OfferTime(time);
        result.Message = Slice.Between(start, line.Length);
        result.Facts.Client = isStore ? new Slice(close + 2, behind[2..].IndexOf((byte)' ')) : Client(line[..open]);
        return true;
    }

    // "example.org:443 192.0.2.1 - - [": Apache's vhost_combined begins with the host that was asked.
    private static Slice Client(ReadOnlySpan<byte> before)
    {
        var first = before.IndexOf((byte)' ');
        var second = first < 0 ? -1 : before[(first + 1)..].IndexOf((byte)' ');
        var port = before[..Math.Max(0, first)].LastIndexOf((byte)':');
        return before.Count((byte)' ') == 3 && second > 1 && port > 0 && !before[(port + 1)..first].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            ? new Slice(first + 1, second)
            : Slice.Between(0, first < 0 ? before.Length : first);
    }

    /// <summary>Finds a quoted request line within a message, and the status and time behind it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="start">Where the message begins.</param>
    /// <param name="result">Takes what is found.</param>
    public static bool TryRequest(ReadOnlySpan<byte> line, int start, ref LogLine result)
    {
        var quote = line[start..].IndexOf((byte)'"');
        if (quote < 0)
        {
            return false;
        }

        var method = start + quote + 1;
        var end = line[method..].IndexOf((byte)'"');
        if (end < 0)
        {
            return false;
        }

        end += method;
        var request = line[method..end];
        var space = request.IndexOf((byte)' ');
        var rest = line[Math.Min(end + 1, line.Length)..];
        if (space < 3 || !IsMethod(request[..space]) || request.LastIndexOf(" HTTP/"u8) is var version && version <= space && !request[(space + 1)..].StartsWith("/"u8))
        {
            // What is no request line ("-", or the bytes of a TLS handshake) still has a status in an access log.
            return quote == 0 && TryTail(rest, ref result.Facts) && Close(ref result);
        }

        result.Facts.Method = new Slice(method, space);
        var target = version > space ? version - space - 1 : request.Length - space - 1;
        result.Facts.Url = new Slice(method + space + 1, target);
        if (quote > 0)
        {
            Peer(line, start, method - 1, ref result.Facts);
        }

        _ = TryTail(rest, ref result.Facts) || HaproxyFormat.TryRead(line, start, method - 1, ref result.Facts);
        return Close(ref result);
    }

    /// <summary>Says what the status of a request means.</summary>
    public static bool Close(ref LogLine result)
    {
        ref var facts = ref result.Facts;
        result.HasFacts = true;
        facts.IsRequest = true;
        facts.IsAnswer = facts.Status > 0;
        facts.IsFailure = facts.Status >= 500;
        if (facts.IsFailure && result.Level < LogLevel.Error)
        {
            result.Level = LogLevel.Error;
        }

        return true;
    }

    // uvicorn: '127.0.0.1:54321 - "GET …'.
    private static void Peer(ReadOnlySpan<byte> line, int start, int quote, ref LogFacts facts)
    {
        var peer = line[start..quote];
        var space = peer.IndexOf((byte)' ');
        var length = space < 0 ? peer.Length : space;
        if (length > 6 && char.IsAsciiDigit((char)peer[0]) && peer[..length].Count((byte)'.') == 3)
        {
            var port = peer[..length].IndexOf((byte)':');
            facts.Client = new Slice(start, port > 0 ? port : length);
        }
    }

    // '200 1234 "referrer" "agent" 0.123', '200 OK', 'status: 200 len: 1893 time: 0.2477829'.
    private static bool TryTail(ReadOnlySpan<byte> tail, ref LogFacts facts)
    {
        tail = tail.TrimStart((byte)' ');
        if (tail.StartsWith("from "u8) && tail.IndexOf(" - "u8) is > 0 and < 60 and var dash)
        {
            // chi: 'from 127.0.0.1:54321 - 200 12B in 1.2ms'.
            tail = tail[(dash + 1)..];
        }

        if (tail.StartsWith("- "u8))
        {
            tail = tail[2..];
        }

        if (tail.StartsWith("status: "u8) || tail.StartsWith("status="u8))
        {
            tail = tail[7..].TrimStart((byte)' ');
        }

        if (!Utf8Parser.TryParse(tail, out int status, out var length) || status is < 100 or > 599)
        {
            return false;
        }

        facts.Status = status;
        facts.DurationMs = Duration(tail[length..]);
        return true;
    }

    // Seconds with a fraction at the end (nginx's $request_time, OpenStack's time:), whole microseconds after a quote (Apache's %D), or with a unit.
    private static double? Duration(ReadOnlySpan<byte> tail)
    {
        tail = tail.TrimEnd(" \r"u8);
        if (ProxyFormat.TryThird(tail, out var milliseconds))
        {
            return milliseconds;
        }

        if (Named(tail, out milliseconds))
        {
            return milliseconds;
        }

        // ingress-nginx writes the upstream in brackets behind the time.
        var bracket = tail[(tail.LastIndexOf((byte)'"') + 1)..].IndexOf(" ["u8);
        tail = bracket < 0 ? tail : tail[..(tail.LastIndexOf((byte)'"') + 1 + bracket)];
        var token = tail[(tail.LastIndexOf((byte)' ') + 1)..];
        if (token.IsEmpty || token[^1] == '"' && tail.LastIndexOf(" \""u8) + 1 != tail.Length - token.Length)
        {
            // A word of a quoted text.
            return null;
        }

        var named = token.LastIndexOf((byte)'=');
        token = token[(named + 1)..].Trim((byte)'"');
        if (token.IsEmpty || !char.IsAsciiDigit((char)token[0]))
        {
            return null;
        }

        if (Durations.TryParse(token, 0, out milliseconds))
        {
            return milliseconds;
        }

        if (token.IndexOf((byte)'/') is > 0 and var slash)
        {
            // Apache's %T/%D: whole seconds, and the same in microseconds.
            return Durations.TryParse(token[(slash + 1)..], 0.001, out milliseconds) ? milliseconds : null;
        }

        var spaced = tail[..Math.Max(0, tail.Length - token.Length)];
        if (token.Contains((byte)'.'))
        {
            return Durations.TryParse(token, 1000, out milliseconds) ? milliseconds : null;
        }

        return spaced.TrimEnd((byte)' ').EndsWith("\""u8) && Durations.TryParse(token, 0.001, out milliseconds) ? milliseconds : null;
    }

    // What of nginx's log stands among other values: "rt=0.123 uct=…", "request_time=0.123".
    private static bool Named(ReadOnlySpan<byte> tail, out double milliseconds)
    {
        milliseconds = 0;
        var at = tail.IndexOf(" rt="u8) is >= 0 and var shortly ? shortly + 4 : tail.IndexOf("request_time="u8) is >= 0 and var whole ? whole + 13 : -1;
        if (at < 0)
        {
            return false;
        }

        var value = tail[at..].TrimStart((byte)'"');
        var end = value.IndexOfAny((byte)' ', (byte)'"');
        return Durations.TryParse(end < 0 ? value : value[..end], 1000, out milliseconds);
    }

    private static bool IsMethod(ReadOnlySpan<byte> word) => word.Length <= 10 && !word.ContainsAnyExceptInRange((byte)'A', (byte)'Z');
}
