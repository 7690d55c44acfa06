
namespace McpOps.Logs.Parsing;

/// <summary>Reads what stands within a message: a request, a JSON line, MCP traffic.</summary>
/// <param name="json">Reads JSON.</param>
/// <param name="reference">How times that leave something open are read.</param>
internal sealed class MessageParser(JsonFormat json, TimeHints reference)
{
    private const int MaxService = 80;
    private const int MaxBeforeRequest = 80;

    /// <summary>Reads a message on the line below its header, as .NET's console writes it: <c>info: Category[0]</c>, scopes, message.</summary>
    public void ParseBelow(ReadOnlySpan<byte> head, ReadOnlySpan<byte> text, ref LogLine result)
    {
        if (result.HasFacts || (!result.Message.IsEmpty && !TryCategory(head, ref result)))
        {
            return;
        }

        foreach (var line in new LineRanges(text[head.Length..]))
        {
            var message = line.Trim(" \t\r"u8);
            if (!message.IsEmpty && !message.StartsWith("=> "u8))
            {
                _ = text.Overlaps(message, out var start);
                result.Message = new Slice(start, message.Length);
                Parse(text[..(start + message.Length)], ref result);
                return;
            }
        }
    }

    private static bool TryCategory(ReadOnlySpan<byte> head, ref LogLine result)
    {
        if (result.Message.Start < 0 || result.Message.Start + result.Message.Length > head.Length || head[^1] != ']')
        {
            return false;
        }

        var name = result.Message.Of(head, default);
        var open = name.LastIndexOf((byte)'[');
        if (open <= 0 || name.Contains((byte)' ') || name[(open + 1)..^1].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        result.OfferSource(result.Message.Start, result.Message.Start + open, rank: 5);
        return true;
    }

    /// <summary>Reads a message that is itself a request line, or carries JSON or MCP traffic.</summary>
    public void Parse(ReadOnlySpan<byte> line, ref LogLine result)
    {
        if (result.HasFacts || result.Message.Start < 0 || result.Message.Length < 10)
        {
            return;
        }

        var message = result.Message.Of(line, default);
        if (LogfmtFormat.BeginsPair(message) && LogfmtFormat.TryMessage(line, ref result))
        {
            return;
        }

        var quote = message.IndexOf((byte)'"');
        if (quote < 0)
        {
            _ = WordedRequest.MayBe(message[0]) && WordedRequest.TryMessage(line, result.Message, ref result);
            return;
        }

        if (quote == 1 && message[0] == '{' && TryInner(line, ref result))
        {
            return;
        }

        if (quote > 0 && message[quote - 1] == '{')
        {
            ParseTraffic(line, result.Message.Start + quote - 1, ref result);
        }
        else if (quote + 1 < message.Length && char.IsAsciiLetterUpper((char)message[quote + 1]) && !message[..quote].EndsWith("request: "u8)
            && (quote < MaxBeforeRequest || HaproxyFormat.TryRead(line, result.Message.Start, result.Message.Start + quote, ref result.Facts)))
        {
            _ = AccessFormat.TryRequest(line, result.Message.Start, ref result);
        }
    }

    // A JSON line behind the columns of syslog, systemd, docker compose and such.
    private bool TryInner(ReadOnlySpan<byte> line, ref LogLine result)
    {
        var inner = default(LogLine);
        var start = result.Message.Start;
        if (!json.TryParse(line, start, reference, ref inner) || (inner.Level is LogLevel.None && inner.Message.Start == start))
        {
            return false;
        }

        (result.Message, result.HasFacts, result.Facts) = (inner.Message, inner.HasFacts, inner.Facts);
        result.Level = inner.Level is LogLevel.None ? result.Level : inner.Level;
        if (inner.HasTime)
        {
            result.OfferTime(inner.Time);
        }

        if (inner.SourceRank >= result.SourceRank)
        {
            (result.Source, result.SourceRank) = (inner.Source, inner.SourceRank);
        }

        return true;
    }

    /// <summary>Reads a JSON line, or one of pairs, behind the name of a service, as docker compose writes it: <c>web-1  | {…}</c>, <c>web-1  | time=… level=…</c>.</summary>
    public bool TryComposed(ReadOnlySpan<byte> line, ref LogLine result)
    {
        // "[pod/web-1/app] {…}" (kubectl, skaffold), "0|app  | {…}" (pm2), "web:dev: {…}" (turbo), "pod container {…}" (stern).
        var head = line[..Math.Min(line.Length, MaxService)];
        var open = head.IndexOf(" {\""u8);
        var isJson = open > 0;
        open = isJson ? open : head[..Math.Max(0, head.IndexOf((byte)'='))].LastIndexOf((byte)' ');
        if (open <= 0)
        {
            return false;
        }

        var prefix = line[..open].TrimEnd((byte)' ');
        var name = prefix.TrimEnd("|:> "u8);
        if (name.IsEmpty || name.ContainsAny("=\"',;("u8) || name.Count((byte)' ') > (prefix.Length > name.Length || name[^1] == ']' ? 2 : 1))
        {
            return false;
        }

        var start = name[0] == '[' && name[^1] == ']' ? 1 : 0;
        if (isJson)
        {
            result.OfferSource(start, name.Length - start, rank: 1);
            result.Message = Slice.Between(open + 1, line.Length);
            result.Parsed = TryInner(line, ref result);
        }
        else if (LogfmtFormat.TryParse(line, reference, ref result, open + 1))
        {
            result.OfferSource(start, name.Length - start, rank: 1);
        }

        result.Parsed &= result.Level is not LogLevel.None || result.HasTime;
        if (!result.Parsed)
        {
            result = default;
        }

        return result.Parsed;
    }

    private void ParseTraffic(ReadOnlySpan<byte> line, int start, ref LogLine result)
    {
        if (line[start..].IndexOf("\"jsonrpc\""u8) < 0)
        {
            return;
        }

        var inner = default(LogLine);
        var end = line.LastIndexOf((byte)'}') + 1;
        if (end > start && json.TryParse(line[..end], start, reference, ref inner))
        {
            result.HasFacts = inner.HasFacts;
            result.Facts = inner.Facts;
            result.Level = inner.Level > result.Level ? inner.Level : result.Level;
        }
    }
}
