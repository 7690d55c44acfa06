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

    /// <summary>The words of a text: runs of letters, digits and marks.</summary>
    public static WordEnumerator Enumerate(ReadOnlySpan<char> text) => new(text);

    /// <summary>Number of words; a script without blanks counts each run as one.</summary>
    public static int CountWords(ReadOnlySpan<char> text)
    {
        var words = 0;
        foreach (var _ in Enumerate(text))
        {
            words++;
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

    /// <summary>Goes from word to word without making a string of each.</summary>
    internal ref struct WordEnumerator(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> _rest = text;

        public ReadOnlySpan<char> Current { get; private set; } = default;

        public readonly WordEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            var start = 0;
            while (start < _rest.Length && !IsPart(_rest[start]))
            {
                start++;
            }

            var end = start;
            while (end < _rest.Length && IsPart(_rest[end]))
            {
                end++;
            }

            Current = _rest[start..end];
            _rest = _rest[end..];
            return !Current.IsEmpty;
        }

        private static bool IsPart(char character) => char.IsLetterOrDigit(character) || character == '_' || char.IsSurrogate(character);
    }
}
