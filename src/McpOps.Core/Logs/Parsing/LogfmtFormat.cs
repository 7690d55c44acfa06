using System.Buffers.Text;

namespace McpOps.Logs.Parsing;

/// <summary>logfmt: <c>time=… level=info msg="…" duration=12ms</c>.</summary>
internal static class LogfmtFormat
{
    private const int MaxKey = 40;

    /// <summary>Reads a line of pairs, from a place on.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result, int start = 0)
    {
        var position = start;
        var pairs = 0;
        var known = false;
        while (TryPair(line, ref position, out var key, out var value))
        {
            pairs++;
            known |= Take(line, key.Of(line, default), value, reference, ref result);
        }

        // Half a line of pairs is a sentence with an equals sign in it.
        if (pairs < 2 || !known || HeaderParts.SkipSpaces(line, position) < line.TrimEnd((byte)'\r').Length)
        {
            result = default;
            return false;
        }

        result.Parsed = true;
        if (result.Message.IsEmpty)
        {
            result.Message = Slice.Between(start, line.Length);
        }

        Judge(ref result);
        return true;
    }

    /// <summary>Whether a message begins with a pair, perhaps behind the name of a component in brackets.</summary>
    public static bool BeginsPair(ReadOnlySpan<byte> message)
    {
        var start = message[..Math.Min(message.Length, MaxKey)];
        var equals = start.IndexOf((byte)'=');
        return equals > 0 && IsKey(start[(start[..equals].LastIndexOf((byte)' ') + 1)..equals]) && (start[..equals].IndexOf((byte)' ') < 0 || (start[0] == '[' && start[..equals].IndexOf("] "u8) is var close && close == start[..equals].LastIndexOf((byte)' ') - 1));
    }

    /// <summary>Reads pairs behind a header (Heroku's router, Go programs): what they say of a request, and their level and message.</summary>
    public static bool TryMessage(ReadOnlySpan<byte> line, ref LogLine result)
    {
        var start = result.Message.Start;
        var close = line[start] == '[' ? line[start..].IndexOf("] "u8) + 2 : 0;
        var position = start + close;
        var inner = default(LogLine);
        var pairs = 0;
        while (TryPair(line, ref position, out var key, out var value))
        {
            pairs++;
            _ = Take(line, key.Of(line, default), value, TimeHints.None, ref inner);
        }

        if (pairs < 3 || HeaderParts.SkipSpaces(line, position) < line.Length)
        {
            return false;
        }

        result.Level = result.Level is LogLevel.None ? inner.Level : result.Level;
        if (inner.HasTime)
        {
            result.OfferTime(inner.Time);
        }

        result.Message = inner.Message.IsEmpty ? result.Message : inner.Message;
        result.Facts = inner.Facts;
        Judge(ref result);
        return true;
    }

    private static void Judge(ref LogLine result)
    {
        ref var facts = ref result.Facts;
        facts.IsAnswer = facts.Status > 0 || (facts.DurationMs is not null && (!facts.Url.IsEmpty || !facts.Method.IsEmpty || !facts.Tool.IsEmpty));
        facts.IsRequest = facts.IsAnswer;
        facts.IsFailure = facts.Status >= 500 || (facts.IsAnswer && result.Level >= LogLevel.Error);
        if (facts.Status >= 500 && result.Level < LogLevel.Error)
        {
            result.Level = LogLevel.Error;
        }

        result.HasFacts = facts.IsAnswer || facts.DurationMs is not null || !facts.Tool.IsEmpty || !facts.Client.IsEmpty;
    }

    /// <summary>Reads the next pair; false at the end or where no pair is.</summary>
    public static bool TryPair(ReadOnlySpan<byte> line, ref int position, out Slice key, out Slice value)
    {
        var start = HeaderParts.SkipSpaces(line, position);
        key = value = default;
        var equals = line[start..].IndexOf((byte)'=');
        if (equals is <= 0 or > MaxKey || !IsKey(line.Slice(start, equals)))
        {
            return false;
        }

        key = new Slice(start, equals);
        var from = start + equals + 1;
        if (from < line.Length && line[from] is (byte)'"' or (byte)'\'' && line[from] is var sign)
        {
            // structlog's own pairs have a quotation mark as Python chooses it.
            var close = from + 1;
            while (close < line.Length && line[close] != sign)
            {
                close += line[close] == '\\' ? 2 : 1;
            }

            if (close >= line.Length || (sign == '\'' && close + 1 < line.Length && line[close + 1] != ' '))
            {
                return false;
            }

            value = Slice.Between(from + 1, close);
            position = close + 1;
            return true;
        }

        var space = line[from..].IndexOf((byte)' ');
        position = space < 0 ? line.Length : from + space;
        value = Slice.Between(from, position);
        return true;
    }

    private static bool IsKey(ReadOnlySpan<byte> key)
    {
        foreach (var letter in key)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'_' or (byte)'.' or (byte)'-' or (byte)'@'))
            {
                return false;
            }
        }

        return key.Length > 0 && !char.IsAsciiDigit((char)key[0]);
    }

    private static bool Take(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key, Slice slice, TimeHints reference, ref LogLine result)
    {
        var value = slice.Of(line, default);
        var role = JsonNames.RoleOf(key, JsonRole.None);
        switch (role)
        {
            case JsonRole.Message when value.StartsWith("audit("u8) && TimeParser.TryParse(value[6..], reference, out var audited, out _):
                // Linux's audit: "type=LOGIN msg=audit(1795168800.123:42): pid=1 …".
                result.OfferTime(audited);
                result.Message = Slice.Between(slice.Start + slice.Length, line.Length);
                return true;
            case JsonRole.WeakTime when TimeParser.TryParse(value, reference, out var weak, out _):
                result.OfferTime(weak);
                return true;
            case JsonRole.Time when TimeParser.TryParse(value, reference, out var time, out _):
                result.OfferTime(time);
                return true;
            case JsonRole.Level or JsonRole.Gravity when result.Level is LogLevel.None:
                result.Level = Utf8Parser.TryParse(value, out long number, out var length) && length == value.Length ? role is JsonRole.Level ? LogLevels.FromNumber(number) : LogLevels.FromGravity(number) : LogLevels.FromField(value);
                return result.Level is not LogLevel.None;
            case JsonRole.SeverityLevel when result.Level is LogLevel.None:
                result.Level = Utf8Parser.TryParse(value, out double counted, out var read) && read == value.Length ? LogLevels.FromSeverityLevel(counted) : LogLevels.FromField(value);
                return result.Level is not LogLevel.None;
            case JsonRole.Message or JsonRole.Event:
                result.Message = result.Message.Start + result.Message.Length == line.Length && result.HasTime ? result.Message : slice;
                return true;
            case JsonRole.Source:
                result.Source = slice;
                return false;
            case JsonRole.Status when Utf8Parser.TryParse(value, out int status, out _) && status is >= 100 and < 600:
                result.Facts.Status = status;
                return !result.Facts.Method.IsEmpty;
            case JsonRole.Milliseconds or JsonRole.Duration or JsonRole.Seconds or JsonRole.Nanoseconds:
                var unit = role switch { JsonRole.Seconds => 1000, JsonRole.Nanoseconds => 0.000001, _ => 1 };
                result.Facts.DurationMs = Durations.TryParse(value, unit, out var milliseconds) ? milliseconds : null;
                return false;
            case JsonRole.Client:
                result.Facts.Client = slice;
                return false;
            case JsonRole.Method:
                result.Facts.Method = slice;
                return false;
            case JsonRole.Url:
                result.Facts.Url = slice;
                return false;
            case JsonRole.Tool:
                result.Facts.Tool = slice;
                return false;
            case JsonRole.Error or JsonRole.ErrorType when result.Facts.ErrorType.IsEmpty && role is JsonRole.ErrorType:
                result.Facts.ErrorType = slice;
                return false;
            default:
                return false;
        }
    }
}
