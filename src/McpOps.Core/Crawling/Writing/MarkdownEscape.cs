using System.Buffers;
using System.Text;

namespace McpOps.Crawling.Writing;

/// <summary>Escapes text so that a Markdown parser reads it back as the same text.</summary>
internal static class MarkdownEscape
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\\`*_[]<>{}&~^|$=+\"#!:-");

    /// <summary>Appends text with whatever could begin markup escaped; what only means something at the start of a line is left to <see cref="LineStart"/>.</summary>
    public static void Append(StringBuilder line, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            line.Append(text[..at]);
            var next = at + 1 < text.Length ? text[at + 1] : '\0';
            if (NeedsEscape(text[at], line.Length > 0 ? line[^1] : '\0', next))
            {
                line.Append('\\');
            }

            line.Append(text[at]);
            text = text[(at + 1)..];
        }

        line.Append(text);
    }

    /// <summary>Where a backslash must stand for a line not to begin a heading, list, quote, rule or the like; -1 for nowhere.</summary>
    public static int LineStart(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty)
        {
            return -1;
        }

        if (line[0] is '#' or '>' or '=' or ':' or '+' or '-')
        {
            return 0;
        }

        var digits = 0;
        while (digits < line.Length && char.IsAsciiDigit(line[digits]))
        {
            digits++;
        }

        return digits is > 0 and <= 9 && digits < line.Length && line[digits] is '.' or ')' && (digits + 1 == line.Length || line[digits + 1] == ' ') ? digits : -1;
    }

    /// <summary>An address as the target of a link.</summary>
    public static string Target(string address) =>
        address.AsSpan().IndexOfAny("() <>\\") < 0 ? address
        : "<" + address.Replace("\\", "%5C", StringComparison.Ordinal).Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal).Replace(' ', '+') + ">";

    private static bool NeedsEscape(char character, char before, char next) => character switch
    {
        '\\' or '`' or '*' or '[' or ']' or '<' or '{' or '|' or '~' or '^' => true,
        '_' => !(char.IsLetterOrDigit(before) && char.IsLetterOrDigit(next)),
        '&' => char.IsAsciiLetter(next) || next == '#',
        '$' => char.IsAsciiDigit(next),
        // Doubled, these are marks in the extensions of several parsers; "-->" and ":::" too.
        '=' or '+' or '"' => next == character || before == character,
        _ => false,
    };
}
