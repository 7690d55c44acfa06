using System.Buffers;

namespace McpOps.Logs.Templates;

/// <summary>Tells by its look whether a word of a message is a value.</summary>
internal static class ValueLook
{
    private static readonly SearchValues<byte> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>Whether a word is a value: it has a digit, or is a path, a mail address or nothing at all (<c>null</c>).</summary>
    public static bool IsValue(ReadOnlySpan<byte> word, MaskBytes.Class seen)
    {
        if (seen.HasFlag(MaskBytes.Class.Digit))
        {
            return !IsNumbered(word);
        }

        if (seen.HasFlag(MaskBytes.Class.Path) && word.Length > 1 && IsPath(word, seen))
        {
            return true;
        }

        var at = seen.HasFlag(MaskBytes.Class.At) ? word.IndexOf((byte)'@') : -1;
        return (at > 0 && at < word.Length - 1) || IsNothing(word);
    }

    /// <summary>Whether a word is a name with one digit behind it, such as <c>eth0</c> or <c>IPv6</c>: a value only if others stand in its place.</summary>
    public static bool IsNumbered(ReadOnlySpan<byte> word) =>
        word.Length is > 2 and < 12 && char.IsAsciiDigit((char)word[^1]) && !word[..^1].ContainsAnyExcept(Letters);

    private static bool IsPath(ReadOnlySpan<byte> word, MaskBytes.Class seen) =>
        word[0] is (byte)'/' or (byte)'~' or (byte)'.' || word.Contains((byte)'\\') || word.Count((byte)'/') > 1 || (seen.HasFlag(MaskBytes.Class.Dot) && word[^1] != '.');

    private static bool IsNothing(ReadOnlySpan<byte> word) => word.SequenceEqual("null"u8) || word.SequenceEqual("NULL"u8) || word.SequenceEqual("nil"u8);

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
