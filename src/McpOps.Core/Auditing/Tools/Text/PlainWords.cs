using System.Net;
using System.Text;

namespace McpOps.Auditing.Tools.Text;

/// <summary>Brings a text into the form in which its words can be read: nothing invisible, no letters in disguise, no entities.</summary>
/// <remarks>The framework folds compatibility forms (NFKC) only with the ICU library, which this product runs without; the forms that are used to hide English words are folded here.</remarks>
internal static class PlainWords
{
    /// <summary>How many characters of a text are read.</summary>
    public const int MaxLength = 1 << 20;

    private const int LeastForeign = 20;

    // Letters of other scripts that look like Latin ones (after the confusables of UTS #39).
    private const string Alike =
        "\u0430\u0435\u043E\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04BB\u0501\u051B\u051D\u0410\u0412\u0415\u041A\u041C\u041D\u041E\u0420\u0421\u0422\u0425\u0406\u0405\u0391\u0392\u0395\u0396\u0397\u0399\u039A\u039C\u039D\u039F\u03A1\u03A4\u03A5\u03A7\u03BF\u03BD\u03B1\u03B9";

    private const string Latin = "aeopcyxijshdqwABEKMHOPCTXISABEZHIKMNOPTYXovai";

    /// <summary>The text without what is hidden in it. Of more than 1 MiB the beginning.</summary>
    public static string Of(string text)
    {
        var cut = text.Length > MaxLength ? text[..MaxLength] : text;
        var decoded = cut.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(cut) : cut;
        if (!decoded.AsSpan().ContainsAnyExceptInRange('\t', '~'))
        {
            return decoded;
        }

        var plain = new StringBuilder(decoded.Length);
        foreach (var rune in decoded.EnumerateRunes())
        {
            var folded = Fold(rune.Value);
            if (folded > 0)
            {
                plain.Append(new Rune(folded).ToString());
            }
        }

        return plain.ToString();
    }

    /// <summary>Whether a text is written in letters of which this reads no words: most of 20 or more are of another script.</summary>
    public static bool IsForeign(string text)
    {
        var (letters, foreign) = (0, 0);
        foreach (var letter in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            if (char.IsLetter(letter))
            {
                letters++;
                foreign += letter > 0x24F && !Alike.Contains(letter, StringComparison.Ordinal) && letter is < '\uFF21' or > '\uFF5A' ? 1 : 0;
            }
        }

        return letters >= LeastForeign && foreign * 2 > letters;
    }

    /// <summary>Whether a word mixes Latin letters with look-alikes of another script.</summary>
    public static bool IsMixed(ReadOnlySpan<char> word)
    {
        var (latin, alike) = (false, false);
        foreach (var letter in word)
        {
            latin |= char.IsAsciiLetter(letter);
            alike |= letter is >= '\u0370' and <= '\u052F' && Alike.Contains(letter, StringComparison.Ordinal);
        }

        return latin && alike;
    }

    private static int Fold(int rune) => rune switch
    {
        < 0x80 => rune,
        0x2018 or 0x2019 or 0x02BC => '\'',
        0x201C or 0x201D => '"',
        >= 0xFF01 and <= 0xFF5E => rune - 0xFEE0,
        >= 0x1D400 and <= 0x1D6A3 => Letter((rune - 0x1D400) % 52),
        >= 0x1D7CE and <= 0x1D7FF => '0' + ((rune - 0x1D7CE) % 10),
        >= 0x24B6 and <= 0x24E9 => Letter(rune - 0x24B6),
        0x00A0 or (>= 0x2000 and <= 0x200A) or 0x3000 => ' ',
        0x2028 or 0x2029 => '\n',
        0x00AD or 0x034F or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0xFEFF or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE01EF) => 0,
        >= 0x0370 and <= 0x052F => Alike.IndexOf((char)rune, StringComparison.Ordinal) is >= 0 and var at ? Latin[at] : rune,
        _ => rune,
    };

    private static int Letter(int index) => index < 26 ? 'A' + index : 'a' + index - 26;
}
