namespace McpOps.Auditing.Tools.Text;

/// <summary>The beginnings of the words of a text, up to three letters each: what a phrase needs and a text lacks is not looked for.</summary>
internal sealed class Beginnings
{
    private const int Letters = 3;
    private readonly ulong[] _seen = new ulong[(27 * 27 * 27 / 64) + 1];

    /// <summary>Those of a text.</summary>
    public Beginnings(ReadOnlySpan<char> text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsAsciiLetter(text[index]) && (index == 0 || !char.IsAsciiLetter(text[index - 1])))
            {
                var code = 0;
                for (var at = 0; at < Letters && index + at < text.Length && char.IsAsciiLetter(text[index + at]); at++)
                {
                    code += Part(text[index + at], at);
                    _seen[code >> 6] |= 1UL << (code & 63);
                }
            }
        }
    }

    /// <summary>Whether for each part of a phrase one of its beginnings is there.</summary>
    /// <param name="parts">The beginnings of each part, as <see cref="Of"/> gives them.</param>
    public bool Has(int[][] parts)
    {
        foreach (var part in parts)
        {
            var any = false;
            foreach (var code in part)
            {
                any |= (_seen[code >> 6] & (1UL << (code & 63))) != 0;
            }

            if (!any)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The beginnings of the parts of a phrase that blanks part; parts that can begin with anything are left out.</summary>
    /// <param name="phrase">A regular expression, with groups in brackets and blanks between words.</param>
    public static int[][] Of(string phrase) =>
        [.. (Split(phrase, '|').Skip(1).Any() ? [phrase] : Split(phrase, ' ')).Select(part => First(part, Letters)).Where(first => first is not null && !first.Contains("")).Select(first => first!.Select(Code).Distinct().ToArray())];

    private static int Part(char letter, int at) => ((letter | 0x20) - 'a' + 1) * (at == 0 ? 1 : at == 1 ? 27 : 27 * 27);

    private static int Code(string beginning) => beginning.Select(Part).Sum();

    // The first letters that an expression can begin with; null when that is anything, "" among them when it may be nothing.
    private static HashSet<string>? First(string expression, int letters)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var choice in Split(expression, '|'))
        {
            if (FirstOf(choice, letters) is not { } first)
            {
                return null;
            }

            all.UnionWith(first);
        }

        return all;
    }

    private static HashSet<string>? FirstOf(string sequence, int letters)
    {
        var (begun, done) = (new HashSet<string>(StringComparer.Ordinal) { "" }, new HashSet<string>(StringComparer.Ordinal));
        for (var index = 0; index < sequence.Length && begun.Count > 0; index++)
        {
            HashSet<string>? next;
            if (sequence[index] == '(')
            {
                var end = Close(sequence, index);
                next = First(sequence[(index + 1)..end], letters);
                index = end;
            }
            else
            {
                next = char.IsAsciiLetter(sequence[index]) ? [sequence[index].ToString()] : null;
                index = sequence[index] == '\\' ? index + 1 : sequence[index] == '[' ? sequence.IndexOf(']', index) : index;
            }

            var optional = index + 1 < sequence.Length && sequence[index + 1] is '?' or '*' || (index + 1 < sequence.Length && sequence[index + 1] == '{');
            if (optional)
            {
                index = sequence[index + 1] == '{' ? sequence.IndexOf('}', index) : index + 1;
            }

            if (next is null)
            {
                // From here on it can be anything: what was begun is all that is known.
                done.UnionWith(begun);
                return done.Contains("") ? null : done;
            }

            var longer = begun.SelectMany(one => next.Select(two => one + two[..Math.Min(two.Length, letters - one.Length)])).ToHashSet(StringComparer.Ordinal);
            longer.UnionWith(optional ? begun : []);
            done.UnionWith(longer.Where(one => one.Length >= letters));
            begun = [.. longer.Where(one => one.Length < letters)];
        }

        done.UnionWith(begun);
        return done;
    }

    private static int Close(string text, int open)
    {
        var depth = 0;
        for (var index = open; index < text.Length; index++)
        {
            depth += text[index] == '(' ? 1 : text[index] == ')' ? -1 : 0;
            if (depth == 0)
            {
                return index;
            }
        }

        return text.Length;
    }

    private static IEnumerable<string> Split(string text, char at)
    {
        var (depth, from) = (0, 0);
        for (var index = 0; index < text.Length; index++)
        {
            depth += text[index] is '(' or '[' ? 1 : text[index] is ')' or ']' ? -1 : 0;
            if (depth == 0 && text[index] == at)
            {
                yield return text[from..index];
                from = index + 1;
            }
        }

        yield return text[from..];
    }
}
