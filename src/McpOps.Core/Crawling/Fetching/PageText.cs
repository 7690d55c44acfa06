using System.Text;
using System.Text.RegularExpressions;

namespace McpOps.Crawling.Fetching;

/// <summary>Turns the bytes of a page into text: the encoding comes from the byte-order mark, the header, the page itself, or statistics.</summary>
/// <remarks>The order is that of the HTML standard (13.2.3.2). UTF-7 is never used: it hides markup from filters.</remarks>
internal static partial class PageText
{
    private const int Head = 4096;
    private static readonly Encoding Strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

    public static string Decode(ReadOnlySpan<byte> body, string? headerCharset)
    {
        if (body.StartsWith("\uFEFF"u8))
        {
            return Encoding.UTF8.GetString(body[3..]);
        }

        if (body is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return (body[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(body[2..]);
        }

        var encoding = Find(headerCharset) ?? FromMeta(body);
        return (encoding ?? Guess(body)).GetString(body);
    }

    private static Encoding? FromMeta(ReadOnlySpan<byte> body)
    {
        var head = Encoding.Latin1.GetString(body[..Math.Min(body.Length, Head)]);
        var encoding = MetaCharset().Match(head) is { Success: true } match ? Find(match.Groups[1].Value) : null;

        // A page whose meta element can be read as ASCII is not UTF-16, whatever it says.
        return encoding is UnicodeEncoding ? Encoding.UTF8 : encoding;
    }

    private static Encoding Guess(ReadOnlySpan<byte> body)
    {
        try
        {
            Strict.GetCharCount(TrimCutSequence(body));
            return Encoding.UTF8;
        }
        catch (DecoderFallbackException)
        {
            return Find("windows-1252")!;
        }
    }

    // The last character may have been cut off; that does not make the page another encoding.
    private static ReadOnlySpan<byte> TrimCutSequence(ReadOnlySpan<byte> body)
    {
        var end = body.Length;
        for (var back = 0; back < 3 && end > 0 && (body[end - 1] & 0xC0) == 0x80; back++)
        {
            end--;
        }

        return end > 0 && body[end - 1] >= 0xC0 ? body[..(end - 1)] : body;
    }

    private static Encoding? Find(string? name)
    {
        var label = name?.Trim(' ', '"', '\'', '\t').ToLowerInvariant();
        return label switch
        {
            null or "" or "utf-7" or "utf7" or "unicode-1-1-utf-7" or "csunicode11utf7" or "x-user-defined" => null,
            "utf8" or "utf-8" or "unicode-1-1-utf-8" => Encoding.UTF8,
            "iso-8859-1" or "latin1" or "us-ascii" or "ascii" => Registered("windows-1252"),
            "gb2312" or "gbk" or "x-gbk" => Registered("gb18030"),
            "ks_c_5601-1987" or "ks_c_5601-1989" or "korean" => Registered("euc-kr"),
            "x-sjis" or "sjis" or "shift-jis" => Registered("shift_jis"),
            "iso-8859-9" => Registered("windows-1254"),
            _ => Registered(label),
        };
    }

    private static Encoding? Registered(string label)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(label) ?? Encoding.GetEncoding(label);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex("""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MetaCharset();
}
