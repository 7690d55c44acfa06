using System.Buffers;

namespace McpOps.Logs.Parsing;

/// <summary>Finds the name of an exception: a word, with dots for its namespace, that ends as the names of errors do.</summary>
internal static class ExceptionName
{
    private static readonly SearchValues<byte> FirstOfEnding = SearchValues.Create("ETIF"u8);

    /// <summary>The length of an exception's name at the start of a text; 0 when there is none.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        var end = 0;
        while (end < text.Length && IsPart(text[end]))
        {
            end++;
        }

        var name = text[..end];
        var ends = name.EndsWith("Error"u8) || name.EndsWith("Exception"u8) || name.EndsWith("Timeout"u8) || name.EndsWith("Interrupt"u8) || name.EndsWith("Failure"u8);
        return ends && char.IsAsciiLetter((char)name[0]) ? end : 0;
    }

    /// <summary>The first exception's name within a text, without its namespace.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> text)
    {
        // The endings begin with a capital, of which a text has few.
        for (var position = 0; position < text.Length;)
        {
            var found = text[position..].IndexOfAny(FirstOfEnding);
            if (found < 0)
            {
                break;
            }

            position += found;
            var end = position + EndingLength(text[position..]);
            if (end > position && (end == text.Length || !IsPart(text[end])))
            {
                return text[Start(text, position)..end];
            }

            position++;
        }

        return default;
    }

    private static int EndingLength(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'E' when text.StartsWith("Error"u8) => 5,
        (byte)'E' when text.StartsWith("Exception"u8) => 9,
        (byte)'T' when text.StartsWith("Timeout"u8) => 7,
        (byte)'I' when text.StartsWith("Interrupt"u8) => 9,
        (byte)'F' when text.StartsWith("Failure"u8) => 7,
        _ => 0,
    };

    // Where the last part of the name begins: with its first letter.
    private static int Start(ReadOnlySpan<byte> text, int ending)
    {
        var start = ending;
        while (start > 0 && IsPart(text[start - 1]) && text[start - 1] != '.')
        {
            start--;
        }

        while (!char.IsAsciiLetter((char)text[start]))
        {
            start++;
        }

        return start;
    }

    private static bool IsPart(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'.' or (byte)'_' or (byte)'$';
}
