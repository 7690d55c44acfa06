namespace McpOps.Logs.Parsing;

/// <summary>What the sample of a file showed.</summary>
internal sealed record FilePlan
{
    /// <summary>The columns before a message, the most frequent kind first.</summary>
    public HeaderRecipe[] Recipes { get; init; } = [];

    /// <summary>What the user says that lines look like; then nothing is recognised.</summary>
    public PatternFormat? Pattern { get; init; }

    /// <summary>The format that the user named; null to recognise it.</summary>
    public string? Format { get; init; }

    /// <summary>The columns that the file itself names; null for none.</summary>
    public W3cFormat? W3c { get; init; }

    /// <summary>The file holds access log lines.</summary>
    public bool HasAccess { get; init; }

    /// <summary>Ticks of the latest time that is plausible for a time without a year.</summary>
    public long Reference { get; init; }

    public static FilePlan Learn(IReadOnlyList<ReadOnlyMemory<byte>> sample, long reference)
    {
        var other = sample.Where(line => !IsAccess(line.Span, reference)).ToList();
        return new FilePlan { HasAccess = other.Count < sample.Count, Recipes = [.. HeaderLearner.Learn(other, reference)], Reference = reference };
    }

    private static bool IsAccess(ReadOnlySpan<byte> line, long reference)
    {
        var result = default(LogLine);
        return AccessFormat.TryParse(line, reference, ref result);
    }
}
