
namespace McpOps.Logs.Templates;

/// <summary>Words that the mask knows.</summary>
internal static class MaskWords
{
    /// <summary>A unit that may stand behind a number.</summary>
    public static bool IsUnit(ReadOnlySpan<byte> word) => word.Length switch
    {
        1 => word[0] is (byte)'B' or (byte)'K' or (byte)'M' or (byte)'G' or (byte)'s' or (byte)'%' or (byte)'h',
        2 => Is(word, "KB"u8) || Is(word, "MB"u8) || Is(word, "GB"u8) || Is(word, "TB"u8) || Is(word, "kB"u8) || Is(word, "ms"u8) || Is(word, "us"u8) || Is(word, "ns"u8) || Is(word, "AM"u8) || Is(word, "PM"u8),
        3 => Is(word, "KiB"u8) || Is(word, "MiB"u8) || Is(word, "GiB"u8) || Is(word, "sec"u8) || Is(word, "GMT"u8) || Is(word, "UTC"u8),
        4 => Is(word, "secs"u8) || Is(word, "msec"u8),
        5 => Is(word, "msecs"u8) || Is(word, "hours"u8),
        6 => Is(word, "second"u8) || Is(word, "minute"u8) || Is(word, "millis"u8),
        7 => Is(word, "seconds"u8) || Is(word, "minutes"u8),
        12 => Is(word, "milliseconds"u8) || Is(word, "MILLISECONDS"u8),
        _ => false,
    };

    /// <summary>The English name of a month or weekday.</summary>
    public static bool IsDateName(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 3 or > 9 || !char.IsAsciiLetterUpper((char)word[0]))
        {
            return false;
        }

        var index = "JanFebMarAprMayJunJulAugSepOctNovDecMonTueWedThuFriSatSun"u8.IndexOf(word[..3]);
        return index >= 0 && index % 3 == 0 && (word.Length == 3 || IsLong(word));
    }

    private static bool IsLong(ReadOnlySpan<byte> word) =>
        word.EndsWith("day"u8) || word.EndsWith("uary"u8) || word.EndsWith("ember"u8) || Is(word, "October"u8) || Is(word, "March"u8) || Is(word, "April"u8) || Is(word, "June"u8) || Is(word, "July"u8) || Is(word, "August"u8);

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> expected) => word.SequenceEqual(expected);
}
