namespace McpOps.Crawling.Extraction;

/// <summary>The text that the page itself names as the body of its article, to tell which blocks belong to it.</summary>
/// <remarks>Every block of a page is looked up in it: so it is kept as the hashes of all its stretches of <see cref="Probe"/> letters (Karp and Rabin, 1987), not as a text to search through.</remarks>
internal sealed class BodyEvidence
{
    private const int LeastChars = 200;
    private const int Probe = 40;
    private const int MostLetters = 1 << 20;
    private const ulong Base = 1_000_003;
    private readonly HashSet<ulong> _stretches = [];

    public BodyEvidence(string? articleBody)
    {
        var letters = Letters(articleBody ?? "", MostLetters);
        Length = letters.Length;
        Present = Length >= LeastChars;
        if (Present)
        {
            Index(letters);
        }
    }

    /// <summary>True when there is such a text and it is long enough to mean something.</summary>
    public bool Present { get; }

    /// <summary>Letters and digits of that text.</summary>
    public int Length { get; }

    /// <summary>True when a text stands in the named body; short texts prove nothing.</summary>
    public bool Holds(string text)
    {
        var letters = Letters(text, 2 * Probe);
        return Present && letters.Length >= Probe && _stretches.Contains(Hash(letters.AsSpan(0, Probe))) && _stretches.Contains(Hash(letters.AsSpan(letters.Length - Probe)));
    }

    private void Index(string letters)
    {
        var highest = 1UL;
        for (var step = 1; step < Probe; step++)
        {
            highest *= Base;
        }

        var hash = Hash(letters.AsSpan(0, Probe));
        _stretches.Add(hash);
        for (var next = Probe; next < letters.Length; next++)
        {
            hash = ((hash - (letters[next - Probe] * highest)) * Base) + letters[next];
            _stretches.Add(hash);
        }
    }

    private static ulong Hash(ReadOnlySpan<char> letters)
    {
        var hash = 0UL;
        foreach (var letter in letters)
        {
            hash = (hash * Base) + letter;
        }

        return hash;
    }

    // Blanks, quotation marks and entities differ between the two; letters and digits do not.
    private static string Letters(string text, int most) => string.Concat(text.Where(char.IsLetterOrDigit).Take(most)).ToUpperInvariant();
}
