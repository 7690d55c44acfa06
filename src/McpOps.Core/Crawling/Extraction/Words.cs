using System.Text;

namespace McpOps.Crawling.Extraction;

/// <summary>Small measures of text.</summary>
internal static class Words
{
    /// <summary>Letters and digits, and the characters that part sentences and clauses (also those of other scripts).</summary>
    public static (int Chars, int Stops) Count(ReadOnlySpan<char> text)
    {
        var chars = 0;
        var stops = 0;
        foreach (var character in text)
        {
            if (char.IsLetterOrDigit(character) || char.IsSurrogate(character))
            {
                chars++;
            }
            else if (character is ',' or '.' or '!' or '?' or ';' or ':' or '…' or '、' or '。' or '，' or '！' or '？' or '؛' or '،' or '।')
            {
                stops++;
            }
        }

        return (chars, stops);
    }

    /// <summary>Words are runs of letters, digits and marks; a script without blanks counts each run as one.</summary>
    public static int CountWords(ReadOnlySpan<char> text)
    {
        var words = 0;
        var inside = false;
        foreach (var character in text)
        {
            var part = char.IsLetterOrDigit(character) || character == '_' || char.IsSurrogate(character);
            words += part && !inside ? 1 : 0;
            inside = part;
        }

        return words;
    }

    /// <summary>Every run of white space becomes one blank; none at the ends.</summary>
    public static string Collapse(ReadOnlySpan<char> text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character) && character is not '\u200B' and not '\uFEFF' and not '\0')
            {
                builder.Append(character);
            }
            else if (builder.Length > 0 && builder[^1] != ' ')
            {
                builder.Append(' ');
            }
        }

        return builder.ToString().TrimEnd();
    }
}
