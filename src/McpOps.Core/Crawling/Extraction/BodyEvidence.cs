namespace McpOps.Crawling.Extraction;

/// <summary>The text that the page itself names as the body of its article, to tell which blocks belong to it.</summary>
internal sealed class BodyEvidence
{
    private const int LeastChars = 200;
    private const int Probe = 40;
    private readonly string _body;

    public BodyEvidence(string? articleBody)
    {
        _body = Letters(articleBody ?? "");
        Present = _body.Length >= LeastChars;
    }

    /// <summary>True when there is such a text and it is long enough to mean something.</summary>
    public bool Present { get; }

    /// <summary>Letters and digits of that text.</summary>
    public int Length => _body.Length;

    /// <summary>True when a text stands in the named body; short texts prove nothing.</summary>
    public bool Holds(string text)
    {
        var letters = Letters(text);
        return Present && letters.Length >= Probe && _body.Contains(letters[..Math.Min(letters.Length, 2 * Probe)], StringComparison.Ordinal);
    }

    // Blanks, quotation marks and entities differ between the two; letters and digits do not.
    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
