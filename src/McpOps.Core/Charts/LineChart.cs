namespace McpOps.Charts;

/// <summary>A figure over time: a line, the band about it, and gaps where nothing is known.</summary>
public static class LineChart
{
    private const int Width = 720;
    private const int Height = 180;
    private const int Left = 64;
    private const int Right = 8;
    private const int Top = 8;
    private const int Bottom = 22;
    private const int Ticks = 5;

    /// <summary>Draws it.</summary>
    /// <param name="text">What it shows.</param>
    /// <param name="values">The values, in the order of time; at least one.</param>
    /// <param name="unit">Their unit.</param>
    public static string Draw(ChartText text, IReadOnlyList<ChartValue> values, string unit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(values);
        var axis = Axis.For(values.Max(value => Math.Max(value.Value ?? 0, value.High ?? 0)));
        var svg = new Svg(Width, Height, "line-chart", text);
        foreach (var tick in axis.Ticks)
        {
            svg.Line(Left, Y(tick), Width - Right, Y(tick), "grid");
            svg.Text(Left - 6, Y(tick) + 4, $"{tick.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)} {unit}", "end");
        }

        foreach (var stretch in Stretches(values))
        {
            var band = stretch.Where(index => values[index] is { Low: not null, High: not null }).ToList();
            if (band.Count > 1)
            {
                svg.Shape([.. band.Select(index => (X(index), Y(values[index].High!.Value))), .. band.AsEnumerable().Reverse().Select(index => (X(index), Y(values[index].Low!.Value)))], "band", isClosed: true);
            }

            if (stretch.Count == 1)
            {
                svg.Circle(X(stretch[0]), Y(values[stretch[0]].Value!.Value), "point");
            }
            else
            {
                svg.Shape(stretch.Select(index => (X(index), Y(values[index].Value!.Value))), "line", isClosed: false);
            }
        }

        foreach (var index in Enumerable.Range(0, Ticks).Select(tick => (values.Count - 1) * tick / (Ticks - 1)).Distinct())
        {
            svg.Text(X(index), Height - 6, values[index].Label, index == 0 ? "start" : index == values.Count - 1 ? "end" : "middle");
        }

        return svg.ToString();

        double X(int index) => Left + ((Width - Left - Right) * (values.Count == 1 ? 0.5 : (double)index / (values.Count - 1)));
        double Y(double value) => Top + ((Height - Top - Bottom) * (1 - (value / axis.Top)));
    }

    /// <summary>The indices of values that stand together.</summary>
    internal static IReadOnlyList<IReadOnlyList<int>> Stretches(IReadOnlyList<ChartValue> values)
    {
        var all = new List<List<int>>();
        for (var index = 0; index < values.Count; index++)
        {
            if (values[index].Value is null)
            {
                continue;
            }

            if (index == 0 || values[index - 1].Value is null)
            {
                all.Add([]);
            }

            all[^1].Add(index);
        }

        return all;
    }
}
