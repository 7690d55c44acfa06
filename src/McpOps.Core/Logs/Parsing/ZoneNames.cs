namespace McpOps.Logs.Parsing;

/// <summary>Abbreviations of zones and their offsets: the set that PostgreSQL takes by default where one stands for several zones.</summary>
internal static class ZoneNames
{
    /// <summary>The length of the abbreviation that a text begins with; 0 for none.</summary>
    /// <param name="text">A text behind a time.</param>
    /// <param name="offset">Minutes east of UTC.</param>
    public static int Find(ReadOnlySpan<byte> text, out short offset)
    {
        var length = 0;
        while (length < text.Length && length < 6 && text[length] is >= (byte)'A' and <= (byte)'Z')
        {
            length++;
        }

        // "12:00:00 EST5" and "12:00:00 ESTIMATED" are none.
        var ends = length == text.Length || !(HeaderParts.IsLetter(text[length]) || char.IsAsciiDigit((char)text[length]) || text[length] is (byte)'_' or (byte)'=' or (byte)'/');
        offset = ends && length is >= 3 and <= 5 ? Offset(text[..length]) : LogTime.NoOffset;
        return offset == LogTime.NoOffset ? 0 : length;
    }

    /// <summary>The length of a zone's name such as <c>America/New_York</c> at the start of a text; 0 for none.</summary>
    public static int NameLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        var slashes = 0;
        while (length < text.Length && length < 40 && (HeaderParts.IsLetter(text[length]) || text[length] is (byte)'/' or (byte)'_' or (byte)'-'))
        {
            slashes += text[length++] == '/' ? 1 : 0;
        }

        return slashes > 0 && text[length - 1] != '/' ? length : 0;
    }

    private static short Offset(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'U', (byte)'C', (byte)'T'] or [(byte)'W', (byte)'E', (byte)'T'] => 0,
        _ when name.SequenceEqual("EST"u8) => -300,
        _ when name.SequenceEqual("EDT"u8) => -240,
        _ when name.SequenceEqual("CST"u8) => -360,
        _ when name.SequenceEqual("CDT"u8) => -300,
        _ when name.SequenceEqual("MST"u8) => -420,
        _ when name.SequenceEqual("MDT"u8) => -360,
        _ when name.SequenceEqual("PST"u8) => -480,
        _ when name.SequenceEqual("PDT"u8) => -420,
        _ when name.SequenceEqual("AKST"u8) => -540,
        _ when name.SequenceEqual("AKDT"u8) => -480,
        _ when name.SequenceEqual("HST"u8) => -600,
        _ when name.SequenceEqual("NST"u8) => -210,
        _ when name.SequenceEqual("NDT"u8) => -150,
        _ when name.SequenceEqual("BRT"u8) || name.SequenceEqual("ART"u8) => -180,
        _ when name.SequenceEqual("BST"u8) || name.SequenceEqual("CET"u8) || name.SequenceEqual("MEZ"u8) || name.SequenceEqual("WEST"u8) || name.SequenceEqual("WAT"u8) => 60,
        _ when name.SequenceEqual("CEST"u8) || name.SequenceEqual("MESZ"u8) || name.SequenceEqual("EET"u8) || name.SequenceEqual("SAST"u8) || name.SequenceEqual("CAT"u8) => 120,
        _ when name.SequenceEqual("EEST"u8) || name.SequenceEqual("MSK"u8) || name.SequenceEqual("EAT"u8) => 180,
        _ when name.SequenceEqual("MSD"u8) || name.SequenceEqual("GST"u8) => 240,
        _ when name.SequenceEqual("PKT"u8) => 300,
        _ when name.SequenceEqual("IST"u8) => 330,
        _ when name.SequenceEqual("ICT"u8) || name.SequenceEqual("WIB"u8) => 420,
        _ when name.SequenceEqual("SGT"u8) || name.SequenceEqual("HKT"u8) || name.SequenceEqual("AWST"u8) || name.SequenceEqual("PHT"u8) => 480,
        _ when name.SequenceEqual("JST"u8) || name.SequenceEqual("KST"u8) => 540,
        _ when name.SequenceEqual("ACST"u8) => 570,
        _ when name.SequenceEqual("ACDT"u8) => 630,
        _ when name.SequenceEqual("AEST"u8) => 600,
        _ when name.SequenceEqual("AEDT"u8) => 660,
        _ when name.SequenceEqual("NZST"u8) => 720,
        _ when name.SequenceEqual("NZDT"u8) => 780,
        _ => LogTime.NoOffset,
    };
}
