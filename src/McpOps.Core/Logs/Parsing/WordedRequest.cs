using System.Buffers.Text;

namespace McpOps.Logs.Parsing;

/// <summary>
/// Requests that are written in words instead of quotation marks: ASP.NET Core's <c>Request finished HTTP/1.1 GET http://… - 200 … 12.3ms</c>, Serilog's
/// <c>HTTP GET /a responded 200 in 12.5 ms</c>, morgan's <c>GET /a 200 5.4 ms - 2</c>, Gin's <c>[GIN] … | 200 | 1.2ms | 10.0.0.1 | GET "/a"</c>, and uWSGI's
/// <c>[pid: 1|app: 0|req: 1/1] 10.0.0.1 () {…} [Fri Nov 20 12:00:00 2026] GET /a => generated 2 bytes in 3 msecs (HTTP/1.1 200) …</c>.
/// </summary>
internal static class WordedRequest
{
    private const int MaxTag = 60;

    /// <summary>Whether a message that begins so may be a request.</summary>
    public static bool MayBe(byte first) => first is (byte)'D' or (byte)'G' or (byte)'H' or (byte)'O' or (byte)'P' or (byte)'R' or (byte)'C' or (byte)'S' or >= (byte)'1' and <= (byte)'5' or (byte)'[';

    /// <summary>Reads a request that a message behind a header names in words; where there is none, no facts are left.</summary>
    public static bool TryMessage(ReadOnlySpan<byte> line, Slice message, ref LogLine result)
    {
        var text = message.Of(line, default);
        if (text[0] == '[' && text.IndexOf("] "u8) is > 0 and < MaxTag and var close)
        {
            // Rails: "[f0e1-…] Completed 200 OK in 20ms" has the request's id before it.
            message = new Slice(message.Start + close + 2, message.Length - close - 2);
            text = message.Of(line, default);
        }

        var read = text.Length > 4 && text[0] switch
        {
            >= (byte)'1' and <= (byte)'5' when text[3..].StartsWith(" | "u8) => TryColumns(text, message.Start, ref result),
            (byte)'R' when text.StartsWith("Request finished HTTP/"u8) => TryAspNet(text, message.Start, ref result),
            (byte)'H' when text.StartsWith("HTTP "u8) => TrySerilog(text, message.Start, ref result),
            (byte)'C' when text.StartsWith("Completed "u8) => TryEnded(text["Completed "u8.Length..], ref result),
            (byte)'S' when text.StartsWith("Sent "u8) => TryEnded(text["Sent "u8.Length..], ref result),
            (byte)'D' or (byte)'G' or (byte)'H' or (byte)'O' or (byte)'P' => TryMorgan(text, message.Start, ref result),
            _ => false,
        };
        if (!read)
        {
            result.Facts = default;
        }

        return read;
    }

    /// <summary>Reads a line of a server that has no header like others.</summary>
    public static bool TryLine(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        var read = line[0] switch
        {
            (byte)'[' when line.StartsWith("[pid: "u8) => TryUwsgi(line, reference, ref result),
            (byte)'[' when line.StartsWith("[GIN] "u8) => TryGin(line, reference, ref result),
            (byte)'[' => false,
            (byte)'C' when line.StartsWith("Completed "u8) => TryEnded(line["Completed "u8.Length..], ref result),
            _ => TryMorgan(line, 0, ref result),
        };
        result = read ? result with { Parsed = true, Message = Slice.Between(0, line.Length) } : default;
        return read;
    }

    private static bool TryAspNet(ReadOnlySpan<byte> text, int start, ref LogLine result)
    {
        var method = text["Request finished "u8.Length..].IndexOf((byte)' ') + "Request finished "u8.Length + 1;
        var dash = text.IndexOf(" - "u8);
        if (dash < method || !TryTarget(text, method, dash, start, ref result.Facts) || !TryStatus(text[(dash + 3)..], ref result.Facts, out _))
        {
            return false;
        }

        if (!Durations.TryParse(text[(text.LastIndexOf((byte)' ') + 1)..], 0, out var milliseconds))
        {
            return false;
        }

        // "Request starting" was the request.
        Close(milliseconds, ref result);
        result.Facts.IsRequest = false;
        return true;
    }

    // Rails: "Completed 200 OK in 12ms (Views: 5.0ms)". Phoenix: "Sent 200 in 12ms".
    private static bool TryEnded(ReadOnlySpan<byte> text, ref LogLine result)
    {
        var took = text.IndexOf(" in "u8);
        return TryStatus(text, ref result.Facts, out _) && took is > 0 and < 40 && Durations.TryParse(text[(took + 4)..], 0, out var milliseconds) && Close(milliseconds, ref result);
    }

    private static bool TrySerilog(ReadOnlySpan<byte> text, int start, ref LogLine result)
    {
        var responded = text.IndexOf(" responded "u8);
        if (responded < 0 || !TryTarget(text, 5, responded, start, ref result.Facts) || !TryStatus(text[(responded + 11)..], ref result.Facts, out var used))
        {
            return false;
        }

        var rest = text[(responded + 11 + used)..];
        return rest.StartsWith(" in "u8) && Durations.TryParse(rest[4..], 0, out var milliseconds) && Close(milliseconds, ref result);
    }

    // [GIN] 2026/11/20 - 12:00:00 | 200 |   1.2345ms |   127.0.0.1 | GET      "/ping"
    private static bool TryGin(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        var bar = line.IndexOf((byte)'|');
        if (bar < 0 || !TimeParser.TryParse(line[6..], reference, out var time, out _))
        {
            return false;
        }

        result.OfferTime(time);
        bar = HeaderParts.SkipSpaces(line, bar + 1);
        return TryColumns(line[bar..], bar, ref result);
    }

    // Gin and Fiber: 200 |     12.3ms |       10.0.0.1 | GET     | /mcp
    private static bool TryColumns(ReadOnlySpan<byte> text, int start, ref LogLine result)
    {
        Span<Range> columns = stackalloc Range[4];
        if (!TryCut(text, columns) || !TryStatus(text[columns[0]].Trim((byte)' '), ref result.Facts, out _) || !Durations.TryParse(text[columns[1]].Trim((byte)' '), 0, out var milliseconds))
        {
            return false;
        }

        var client = Trimmed(text, columns[2]);
        result.Facts.Client = new Slice(start + client.Start, client.Length);
        var request = Trimmed(text, columns[3]);
        return TryTarget(text, request.Start, request.Start + request.Length, start, ref result.Facts) && Close(milliseconds, ref result);
    }

    // "GET /a 200 5.4 ms - 2" (dev), "GET /a 200 2 - 5.4 ms" (tiny), "10.0.0.1 - GET /a HTTP/1.1 200 2 - 5.4 ms" (short): morgan.
    private static bool TryMorgan(ReadOnlySpan<byte> text, int start, ref LogLine result)
    {
        var tail = text.TrimEnd((byte)' ');
        var unit = tail.EndsWith(" ms"u8) ? tail.Length - 3 : tail.LastIndexOf(" ms - "u8);
        if (unit <= 0)
        {
            return TryNext(tail, start, ref result);
        }

        var method = text.IndexOf(" - "u8) is > 0 and var dash && dash < text.IndexOf((byte)'/') ? dash + 3 : 0;
        var target = method + text[method..].IndexOf((byte)' ') + 1;
        var end = target + text[target..].IndexOf((byte)' ');
        if (end <= target || end >= unit || !TryTarget(text, method, end, start, ref result.Facts))
        {
            return false;
        }

        var rest = text[(end + 1)..unit];
        rest = rest.StartsWith("HTTP/"u8) ? rest[(rest.IndexOf((byte)' ') + 1)..] : rest;
        if (!TryStatus(rest, ref result.Facts, out _) || !Utf8Parser.TryParse(rest[(rest.LastIndexOf((byte)' ') + 1)..], out double milliseconds, out _))
        {
            return false;
        }

        result.Facts.Client = method > 0 ? Slice.Between(start, start + method - 3) : default;
        return Close(milliseconds, ref result);
    }

    // Next.js: "GET /a 200 in 120ms"; hapi and others the same with what they did in between behind it.
    private static bool TryNext(ReadOnlySpan<byte> text, int start, ref LogLine result)
    {
        var took = text.IndexOf(" in "u8);
        if (took < 0)
        {
            return TryBare(text, start, ref result);
        }

        if (took < 9 || !TryStatus(text[(took - 3)..], ref result.Facts, out _) || text[took - 4] != ' ' || !Durations.TryParse(text[(took + 4)..], 0, out var milliseconds))
        {
            return false;
        }

        return TryTarget(text, 0, took - 4, start, ref result.Facts) && Close(milliseconds, ref result);
    }

    // Sanic: "GET http://h/a  200 12" with the bytes; Strapi: "GET /a (12 ms) 200".
    private static bool TryBare(ReadOnlySpan<byte> text, int start, ref LogLine result)
    {
        var method = text.IndexOf((byte)' ') + 1;
        var target = method <= 0 ? -1 : text[method..].IndexOf((byte)' ');
        if (target <= 0 || !TryTarget(text, 0, method + target, start, ref result.Facts))
        {
            return false;
        }

        var rest = text[(method + target)..].TrimStart((byte)' ');
        double milliseconds = 0;
        var close = rest.StartsWith("("u8) ? rest.IndexOf(") "u8) : -1;
        if (close > 0 && !Durations.TryParse(rest[1..close], 0, out milliseconds))
        {
            return false;
        }

        rest = rest[(close > 0 ? close + 2 : 0)..];
        if (!TryStatus(rest, ref result.Facts, out var length) || rest[length..].TrimStart((byte)' ').ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        return close > 0 ? Close(milliseconds, ref result) : AccessFormat.Close(ref result);
    }

    private static bool TryUwsgi(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        var client = line.IndexOf("] "u8) + 2;
        var open = line.IndexOf("} ["u8) + 3;
        var arrow = line.IndexOf(" => generated "u8);
        if (client < 2 || open < client || arrow < open || !TimeParser.TryParse(line[open..], reference, out var time, out var length) || !line[(open + length)..].StartsWith("] "u8)
            || arrow < open + length + 2 || !TryTarget(line, open + length + 2, arrow, 0, ref result.Facts))
        {
            return false;
        }

        var rest = line[arrow..];
        var took = rest.IndexOf(" in "u8);
        var version = rest.IndexOf(" (HTTP/"u8);
        if (took < 0 || version < took || version + 11 > rest.Length || !Durations.TryParse(rest[(took + 4)..], 0, out var milliseconds) || !TryStatus(rest[(version + 11)..], ref result.Facts, out _))
        {
            return false;
        }

        result.OfferTime(time);
        result.Facts.Client = Slice.Between(client, client + line[client..].IndexOf((byte)' '));
        return Close(milliseconds, ref result);
    }

    // "GET /a", "POST      "/b"".
    private static bool TryTarget(ReadOnlySpan<byte> text, int from, int end, int start, ref LogFacts facts)
    {
        var request = text[from..end];
        var space = request.IndexOf((byte)' ');
        if (space is < 3 or > 10 || request[..space].ContainsAnyExceptInRange((byte)'A', (byte)'Z'))
        {
            return false;
        }

        var target = request[space..].Trim(" |\""u8);
        target = target.IndexOf(" | "u8) is > 0 and var bar ? target[..bar] : target;
        if (target.IsEmpty || (target[0] is not ((byte)'/' or (byte)'*') && target.IndexOf("://"u8) < 0))
        {
            return false;
        }

        var skipped = request[space..].IndexOf(target[0]);
        facts.Method = new Slice(start + from, space);
        facts.Url = new Slice(start + from + space + skipped, target.Length);
        return true;
    }

    private static bool TryStatus(ReadOnlySpan<byte> text, ref LogFacts facts, out int length)
    {
        var found = Utf8Parser.TryParse(text, out int status, out length) && length == 3 && status is >= 100 and <= 599;
        facts.Status = found ? status : 0;
        return found;
    }

    private static bool TryCut(ReadOnlySpan<byte> line, Span<Range> columns)
    {
        var start = 0;
        for (var i = 0; i < columns.Length - 1; i++)
        {
            var bar = line[start..].IndexOf((byte)'|');
            if (bar < 0)
            {
                return false;
            }

            columns[i] = start..(start + bar);
            start += bar + 1;
        }

        columns[^1] = start..line.Length;
        return true;
    }

    private static Slice Trimmed(ReadOnlySpan<byte> text, Range column)
    {
        var (offset, length) = column.GetOffsetAndLength(text.Length);
        var value = text.Slice(offset, length);
        var spaces = value.Length - value.TrimStart((byte)' ').Length;
        return new Slice(offset + spaces, value.Trim((byte)' ').Length);
    }

    private static bool Close(double milliseconds, ref LogLine result)
    {
        result.Facts.DurationMs = milliseconds;
        AccessFormat.Close(ref result);
        return true;
    }
}
