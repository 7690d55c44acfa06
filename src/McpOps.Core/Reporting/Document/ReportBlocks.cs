using McpOps.Charts;

namespace McpOps.Reporting;

/// <summary>A report as it is read: sections of blocks, which each format writes in its own way.</summary>
/// <param name="Title">The title.</param>
/// <param name="Subtitle">The time, and where and when it was made.</param>
/// <param name="Status">It all in one word.</param>
/// <param name="Verdict">It all in one sentence.</param>
/// <param name="Tone">How good that is.</param>
/// <param name="Sections">The sections.</param>
internal sealed record ReportDocument(string Title, string Subtitle, string Status, string Verdict, ChartTone Tone, IReadOnlyList<ReportSection> Sections);

/// <summary>A part under a heading.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Level">2, or 3 for a part of the section before.</param>
/// <param name="Blocks">What it holds.</param>
internal sealed record ReportSection(string Heading, int Level, IReadOnlyList<ReportBlock> Blocks);

/// <summary>Something in a section.</summary>
internal abstract record ReportBlock;

/// <summary>A paragraph.</summary>
internal sealed record ReportText(string Text) : ReportBlock;

/// <summary>Points, one a line.</summary>
internal sealed record ReportPoints(IReadOnlyList<string> Points) : ReportBlock;

/// <summary>A table.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Heads">Its columns.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="More">How many rows were left out.</param>
/// <param name="MostInMail">How many rows a mail shows at most.</param>
internal sealed record ReportTable(string Caption, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<ReportCell>> Rows, int More = 0, int MostInMail = 20) : ReportBlock;

/// <summary>A cell.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Tone">How good it is.</param>
/// <param name="IsCode">True for what is typed.</param>
/// <param name="Also">The same to be typed elsewhere; null for nothing.</param>
internal readonly record struct ReportCell(string Text, ChartTone Tone = ChartTone.Plain, bool IsCode = false, string? Also = null)
{
    public static implicit operator ReportCell(string text) => new(text);
}

/// <summary>A picture: its drawing for a page, its cells for a mail, its table for who wants the numbers.</summary>
/// <param name="Text">What it shows.</param>
/// <param name="Svg">The drawing.</param>
/// <param name="Cells">How good each stretch was; empty where only the table tells.</param>
/// <param name="Table">The numbers.</param>
internal sealed record ReportPicture(ChartText Text, string Svg, IReadOnlyList<(string Label, ChartTone Tone)> Cells, ReportTable Table) : ReportBlock;
