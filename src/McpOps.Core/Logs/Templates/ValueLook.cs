namespace McpOps.Logs.Templates;

/// <summary>Tells by its look whether a word of a message is a value.</summary>
internal static class ValueLook
{
    /// <summary>Whether a word is a value: it has a digit, or is a path, a mail address or a boolean.</summary>
    public static bool IsValue(ReadOnlySpan<byte> word, MaskBytes.Class seen)
    {
        if (seen.HasFlag(MaskBytes.Class.Digit))
        {
            return true;
        }

        if (seen.HasFlag(MaskBytes.Class.Path) && word.Length > 1 && IsPath(word, seen))
        {
            return true;
        }

        var at = seen.HasFlag(MaskBytes.Class.At) ? word.IndexOf((byte)'@') : -1;
        return (at > 0 && at < word.Length - 1) || IsBoolean(word);
    }

    private static bool IsPath(ReadOnlySpan<byte> word, MaskBytes.Class seen) =>
        word[0] is (byte)'/' or (byte)'~' or (byte)'.' || word.Contains((byte)'\\') || word.Count((byte)'/') > 1 || (seen.HasFlag(MaskBytes.Class.Dot) && word[^1] != '.');

    private static bool IsBoolean(ReadOnlySpan<byte> word) => word.Length switch
    {
        4 => word.SequenceEqual("true"u8) || word.SequenceEqual("True"u8) || word.SequenceEqual("TRUE"u8),
        5 => word.SequenceEqual("false"u8) || word.SequenceEqual("False"u8) || word.SequenceEqual("FALSE"u8),
        _ => false,
    };

    /// <summary>The length of a hardware or IPv6 address, three or more groups of hexadecimal digits; 0 for none.</summary>
    public static int HexGroups(ReadOnlySpan<byte> message, int start)
    {
        var position = start;
        var groups = 0;
        while (position < message.Length)
        {
            var digits = 0;
            while (position + digits < message.Length && digits < 5 && char.IsAsciiHexDigit((char)message[position + digits]))
            {
                digits++;
            }

            if (digits > 4)
            {
                return 0;
            }

            groups += digits > 0 ? 1 : 0;
            position += digits;
            if (position + 1 >= message.Length || message[position] != ':' || !(char.IsAsciiHexDigit((char)message[position + 1]) || message[position + 1] == ':'))
            {
                break;
            }

            position++;
        }

        var ended = position >= message.Length || MaskBytes.ClassOf(message[position]) is MaskBytes.Class.Break;
        return groups >= 3 && ended ? position - start : 0;
    }
}
