using System.Globalization;
using System.Text;
using McpOps.Servers;

namespace McpOps.Auditing;

/// <summary>Texts of findings: they come from servers, files and earlier runs that nobody vouches for, and go to terminals, shells, build servers and pages.</summary>
internal static class FindingText
{
    private const int MaxEvidence = 600;

    /// <summary>One line without what a terminal obeys and nobody sees: control characters, those of direction and format, separators of lines, halves of a character. A dot stands for each.</summary>
    /// <param name="text">The text.</param>
    public static string Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            plain.Append(rune.Value is '\n' or '\t' ? " " : IsHidden(rune) ? "·" : rune.ToString());
        }

        return plain.ToString();
    }

    /// <summary>What was seen: plain, secrets masked, of bounded length.</summary>
    /// <param name="text">The text.</param>
    public static string Evidence(string text)
    {
        var shown = Plain(Redaction.MaskText(text));
        return shown.Length <= MaxEvidence ? shown : shown[..(char.IsHighSurrogate(shown[MaxEvidence - 1]) ? MaxEvidence - 1 : MaxEvidence)] + "…";
    }

    /// <summary>One word of a command line, whatever stands in it: what mends a finding is copied into a shell.</summary>
    /// <param name="text">A path or a name.</param>
    public static string Word(string text) =>
        text.Length > 0 && text[0] != '-' && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ':' or '@' or '+' or ',') ? text
            : $"{(text.StartsWith('-') ? "./" : "")}'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // U+FFFE and U+FFFF are no characters, and XML has no way to write them; half a surrogate is read as U+FFFD.
    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
        || (rune.Value & 0xFFFE) == 0xFFFE;
}
