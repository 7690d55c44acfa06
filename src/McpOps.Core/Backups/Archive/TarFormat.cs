using System.Globalization;
using System.Text;

namespace McpOps.Backups.Archive;

/// <summary>The layout of a POSIX.1-2001 (pax) header, and its numbers.</summary>
internal static class TarFormat
{
    public const int Block = 512;
    public const string AttributePrefix = "SCHILY.xattr.";

    // A header larger than this is no header of anybody's: it would only fill the memory.
    public const int LargestPax = 64 << 20;

    public static ReadOnlySpan<byte> Magic => "ustar\0"u8;

    public static byte TypeOf(TarKind kind) => kind switch
    {
        TarKind.Folder => (byte)'5',
        TarKind.Link => (byte)'2',
        TarKind.HardLink => (byte)'1',
        TarKind.Fifo => (byte)'6',
        TarKind.CharacterDevice => (byte)'3',
        TarKind.BlockDevice => (byte)'4',
        _ => (byte)'0',
    };

    public static int Padding(long size) => (int)((Block - (size % Block)) % Block);

    /// <summary>The sum of a header's bytes, its own eight counted as spaces.</summary>
    public static int Checksum(ReadOnlySpan<byte> header)
    {
        var sum = 8 * ' ';
        for (var index = 0; index < Block; index++)
        {
            sum += index is >= 148 and < 156 ? 0 : header[index];
        }

        return sum;
    }

    /// <summary>Writes a number in octal, or says that it does not fit.</summary>
    public static bool TryOctal(Span<byte> field, long value)
    {
        field.Clear();
        var digits = field.Length - 1;
        if (value < 0 || (digits < 21 && value >> (3 * digits) != 0))
        {
            field[..digits].Fill((byte)'0');
            return false;
        }

        for (var index = digits - 1; index >= 0; index--, value >>= 3)
        {
            field[index] = (byte)('0' + (value & 7));
        }

        return true;
    }

    /// <summary>Reads a number in octal, or in the base 256 that GNU tar writes for large ones.</summary>
    public static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
        {
            Int128 value = (field[0] & 0x40) != 0 ? -1 : 0;
            value = (value << 6) | (Int128)(field[0] & 0x3f);
            foreach (var digit in field[1..])
            {
                value = (value << 8) | (Int128)digit;
            }

            return value >= long.MinValue && value <= long.MaxValue ? (long)value : throw Damaged("a number is out of range");
        }

        long result = 0;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7' || result >> 60 != 0)
            {
                throw Damaged("a number is not octal");
            }

            result = (result << 3) | (long)(digit - '0');
        }

        return result;
    }

    public static string Text(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(Bytes(field));

    public static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    /// <summary>Seconds with their fraction, as pax writes times.</summary>
    public static string Time(Int128 nanoseconds)
    {
        var (seconds, rest) = Int128.DivRem(Int128.Abs(nanoseconds), 1_000_000_000);
        var text = rest == 0 ? seconds.ToString(CultureInfo.InvariantCulture) : $"{seconds}.{(long)rest:D9}".TrimEnd('0');
        return nanoseconds < 0 ? "-" + text : text;
    }

    public static Int128 Time(string text)
    {
        var negative = text.StartsWith('-');
        var parts = text.TrimStart('-').Split('.');
        if (parts.Length > 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            throw Damaged($"'{text}' is no time");
        }

        var fraction = parts.Length == 2 ? parts[1].PadRight(9, '0')[..9] : "0";
        if (!long.TryParse(fraction, NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds))
        {
            throw Damaged($"'{text}' is no time");
        }

        var value = ((Int128)seconds * 1_000_000_000) + nanoseconds;
        return negative ? -value : value;
    }

    public static InvalidDataException Damaged(string what) => new($"The archive is damaged: {what}.");
}
