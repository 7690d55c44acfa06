using System.Buffers.Text;
using System.Text;
using McpOps.Logs.Parsing;

namespace McpOps.Logs.Summaries;

/// <summary>Finds how long something took in the words of a message.</summary>
internal static class MessageDuration
{
    private const int LongestUnit = 12;

    /// <summary>Finds a duration: <c>… in 1234 ms</c> at the end first, then the first number with a unit behind <c>in</c>, <c>took</c> and the like.</summary>
    public static bool TryFind(ReadOnlySpan<byte> message, out double milliseconds)
    {
        milliseconds = 0;
        message = message.TrimEnd(" .)]\r"u8);
        return TryWholeAtEnd(message, out milliseconds) || TryAtEnd(message, out milliseconds) || TryWithin(message, " in "u8, out milliseconds) || TryWithin(message, "took "u8, out milliseconds);
    }

    /// <summary>Whether a message ends with a duration and calls it one, whatever stands before: <c>Context 42 served. Response time: 0.4 s</c>.</summary>
    public static bool IsNamedAtEnd(ReadOnlySpan<byte> message)
    {
        // The last letter tells it of nearly all: this is asked of each message.
        message = message.IsEmpty || message[^1] is (byte)'s' or >= (byte)'0' and <= (byte)'9' ? message : message.TrimEnd(" .)]\r"u8);
        var end = message.Length;
        while (end > 0 && (message[end - 1] >= 0x80 || char.IsAsciiLetter((char)message[end - 1])) && message.Length - end < LongestUnit)
        {
            end--;
        }

        end -= end > 0 && end < message.Length && message[end - 1] == ' ' ? 1 : 0;
        var start = end;
        while (start > 0 && IsOfNumber(message[start - 1]))
        {
            start--;
        }

        return start < end && NamesTime(message[..start].TrimEnd(" :=("u8));
    }

    private static bool IsOfNumber(byte letter) => letter is (byte)'.' or >= (byte)'0' and <= (byte)'9';

    private static bool NamesTime(ReadOnlySpan<byte> before) =>
        Ends(before, "response time"u8) || Ends(before, "response_time"u8) || Ends(before, "responsetime"u8) || Ends(before, "duration"u8) || Ends(before, "elapsed"u8) || Ends(before, "latency"u8) || Ends(before, " took"u8);

    private static bool Ends(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[^word.Length..], word);

    // "1234 ms" and "1234ms": nearly all of them.
    private static bool TryWholeAtEnd(ReadOnlySpan<byte> message, out double milliseconds)
    {
        milliseconds = 0;
        if (message.Length < 4 || message[^1] != 's' || message[^2] != 'm')
        {
            return false;
        }

        var end = message.Length - 2;
        end -= message[end - 1] == ' ' ? 1 : 0;
        var value = 0;
        var unit = 1;
        var start = end;
        while (start > 0 && (uint)(message[start - 1] - '0') <= 9 && end - start < 9)
        {
            value += (message[--start] - '0') * unit;
            unit *= 10;
        }

        if (start == end || start == 0 || message[start - 1] is not ((byte)' ' or (byte)'(' or (byte)'=' or (byte)':' or (byte)'['))
        {
            return false;
        }

        milliseconds = value;
        return true;
    }

    private static bool TryAtEnd(ReadOnlySpan<byte> message, out double milliseconds)
    {
        milliseconds = 0;
        var start = message.Length;
        while (start > 0 && message[start - 1] is not ((byte)' ' or (byte)'(' or (byte)'=' or (byte)':' or (byte)'[') && message.Length - start < 24)
        {
            start--;
        }

        var token = message[start..];
        if (token.IsEmpty)
        {
            return false;
        }

        if (char.IsAsciiDigit((char)token[0]))
        {
            if (Durations.TryParse(token, 0, out milliseconds))
            {
                return true;
            }

            // A bare number: seconds when it has a fraction, else milliseconds, and only when the word before says that it is a time.
            return Utf8Parser.TryParse(token, out double _, out var used) && used == token.Length && SaysTime(message[..start])
                && Durations.TryParse(token, token.Contains((byte)'.') ? 1000 : 1, out milliseconds);
        }

        // "0.35 seconds": the unit is a word of its own.
        var number = message[..start].TrimEnd((byte)' ');
        var from = number.LastIndexOf((byte)' ') + 1;
        return from < number.Length && char.IsAsciiDigit((char)number[from]) && Durations.TryParse(message[from..], 0, out milliseconds);
    }

    private static bool SaysTime(ReadOnlySpan<byte> before)
    {
        before = before.TrimEnd(" :=("u8);
        return before.EndsWith("ime"u8) || before.EndsWith("uration"u8) || before.EndsWith("lapsed"u8) || before.EndsWith("atency"u8) || before.EndsWith("took"u8) || before.EndsWith("_ms"u8);
    }

    private static bool TryWithin(ReadOnlySpan<byte> message, ReadOnlySpan<byte> word, out double milliseconds)
    {
        milliseconds = 0;
        var at = message.LastIndexOf(word);
        return at >= 0 && Durations.TryParse(message[(at + word.Length)..], 0, out milliseconds);
    }
}
