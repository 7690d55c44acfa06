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

    /// <summary>The columns that the file itself names; empty for none.</summary>
    public W3cFormat[] W3c { get; init; } = [];

    /// <summary>The column of the level in lines of rich's console, which leaves out a time that is that of the line above; 0 for none.</summary>
    public int RichColumn { get; init; }

    /// <summary>The fields of a delimited file; null when it is none.</summary>
    public CsvFormat? Csv { get; init; }

    /// <summary>The blanks that each entry of the file begins with; 0 for none.</summary>
    public int Indent { get; init; }

    /// <summary>The file holds access log lines.</summary>
    public bool HasAccess { get; init; }

    /// <summary>The level stands at the start of the line below its time, as Java's own logging writes it.</summary>
    public bool HasLevelsBelow { get; init; }

    /// <summary>What the format is called.</summary>
    public string Name { get; init; } = "unknown";

    /// <summary>How times that leave something open are read.</summary>
    public TimeHints Reference { get; init; } = TimeHints.None;

    public static FilePlan Learn(IReadOnlyList<TextLine> sample, TimeHints reference)
    {
        var other = sample.Where(line => !IsAccess(line.Span, reference)).ToList();
        return new FilePlan { HasAccess = other.Count < sample.Count, Recipes = [.. HeaderLearner.Learn(other, reference)], HasLevelsBelow = LevelsBelow.Has(sample, reference), RichColumn = RichFormat.Column(sample, reference), Indent = IndentedHeads.Find(sample, reference), Csv = CsvColumns.Find(sample, reference), Reference = reference };
    }

    private static bool IsAccess(ReadOnlySpan<byte> line, TimeHints reference)
    {
        var result = default(LogLine);
        return AccessFormat.TryParse(line, reference, ref result);
    }
}
