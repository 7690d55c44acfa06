using System.Buffers.Text;

namespace McpOps.Logs.Parsing;

/// <summary>Reads a duration such as <c>1234 ms</c>, <c>0.35s</c>, <c>1.5 seconds</c>, <c>80µs</c>.</summary>
internal static class Durations
{
    /// <summary>Reads a duration at the start of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bareUnitMs">Milliseconds of one unit when no unit follows; 0 to refuse a bare number.</param>
    /// <param name="milliseconds">The duration.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, double bareUnitMs, out double milliseconds)
    {
        milliseconds = 0;
        if (!Utf8Parser.TryParse(text, out double number, out var length) || double.IsNaN(number) || number < 0)
        {
            return false;
        }

        // "10.0.0.1" and "12/345" are no numbers of their own.
        if (length < text.Length && text[length] is (byte)'.' or (byte)':' or (byte)'/' or (byte)'-' or (byte)'_' && length + 1 < text.Length && text[length + 1] != ' ')
        {
            return false;
        }

        var unit = text[length..].TrimStart((byte)' ');
        var factor = Unit(unit, bareUnitMs);
        milliseconds = number * factor;
        return factor > 0;
    }

    private static double Unit(ReadOnlySpan<byte> unit, double bare)
    {
        var length = 0;
        while (length < unit.Length && (char.IsAsciiLetter((char)unit[length]) || unit[length] >= 0x80))
        {
            length++;
        }

        unit = unit[..length];
        return unit switch
        {
            [] => bare,
            _ when unit.SequenceEqual("ms"u8) || unit.StartsWith("msec"u8) || unit.StartsWith("millis"u8) => 1,
            _ when unit.SequenceEqual("s"u8) || unit.StartsWith("sec"u8) => 1000,
            _ when unit.SequenceEqual("us"u8) || unit.SequenceEqual("µs"u8) || unit.SequenceEqual("μs"u8) || unit.StartsWith("microsec"u8) => 0.001,
            _ when unit.SequenceEqual("ns"u8) || unit.StartsWith("nanosec"u8) => 0.000001,
            _ when unit.SequenceEqual("m"u8) || unit.StartsWith("min"u8) => 60000,
            _ => 0,
        };
    }
}
