namespace McpOps.Charts;

/// <summary>A scale from 0, or from a lower value, to a round number.</summary>
/// <param name="Top">The highest value that it shows.</param>
/// <param name="Ticks">The values that are written beside it.</param>
internal sealed record Axis(double Top, IReadOnlyList<double> Ticks)
{
    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];

    /// <summary>The scale for values up to a highest one: two to five round ticks.</summary>
    public static Axis For(double highest)
    {
        if (!double.IsFinite(highest) || highest <= 0)
        {
            return new Axis(1, [0, 1]);
        }

        var size = Math.Pow(10, Math.Floor(Math.Log10(highest / 4)));
        var step = size * Steps.First(one => size * one * 4 >= highest * 0.999);
        var count = (int)Math.Ceiling(highest / step * 0.999);
        return new Axis(step * count, [.. Enumerable.Range(0, count + 1).Select(tick => step * tick)]);
    }
}
