namespace McpOps.Logs.Summaries;

/// <summary>How well one file was understood.</summary>
internal sealed record FormatStats(string Format, long Entries, long Lines, long Timed, long Levelled, long Unparsed, LineSample? Sample)
{
    /// <summary>Its entries that cannot be told to lie in the time that was asked for, where none of them has a time.</summary>
    public long Untold { get; init; }

    /// <summary>What was read of a file.</summary>
    /// <param name="format">What its sample showed.</param>
    /// <param name="part">The counts of this file alone.</param>
    public static FormatStats Of(string format, SummaryState part) =>
        new(format, part.Entries, part.Lines, part.Entries - part.Undated.Entries, part.Entries - part.Levels[0], part.Unparsed, part.UnparsedSamples.FirstOrDefault()) { Untold = part.Untold.Entries };

    /// <summary>The same file, read in two parts.</summary>
    public FormatStats Add(FormatStats other) => new(
        Format == "unknown" ? other.Format : Format, Entries + other.Entries, Lines + other.Lines, Timed + other.Timed, Levelled + other.Levelled, Unparsed + other.Unparsed, Sample ?? other.Sample) { Untold = Untold + other.Untold };
}
