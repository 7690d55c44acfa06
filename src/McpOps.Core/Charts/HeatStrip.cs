namespace McpOps.Charts;

/// <summary>How good something was over time: a cell for each stretch. What is bad is also lower, and what is unknown hatched, so that nothing hangs on its colour alone.</summary>
public static class HeatStrip
{
    private const int Width = 720;
    private const int Height = 34;

    /// <summary>Draws it.</summary>
    /// <param name="text">What it shows.</param>
    /// <param name="cells">Each stretch's words, and how good it was; at least one.</param>
    public static string Draw(ChartText text, IReadOnlyList<(string Label, ChartTone Tone)> cells)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(cells);
        var svg = new Svg(Width, Height, "heat-strip", text);
        var width = (double)Width / cells.Count;
        for (var index = 0; index < cells.Count; index++)
        {
            var (label, tone) = cells[index];
            var top = tone switch { ChartTone.Bad => 16, ChartTone.Warning => 8, ChartTone.Unknown => 24, _ => 0 };
            svg.Rect((index * width) + 0.5, top, width - 1, Height - top, Word(tone), label);
        }

        return svg.ToString();
    }

    /// <summary>The class of a tone.</summary>
    public static string Word(ChartTone tone) => tone switch
    {
        ChartTone.Good => "good",
        ChartTone.Warning => "warning",
        ChartTone.Bad => "bad",
        ChartTone.Unknown => "unknown",
        _ => "plain",
    };
}
