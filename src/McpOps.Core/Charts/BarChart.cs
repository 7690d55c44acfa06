using System.Globalization;

namespace McpOps.Charts;

/// <summary>Figures beside each other: a bar for each, its name and value beside it.</summary>
public static class BarChart
{
    private const int Width = 720;
    private const int Row = 22;
    private const int Left = 220;
    private const int Right = 90;
    private const int LongestLabel = 32;

    /// <summary>Draws it.</summary>
    /// <param name="text">What it shows.</param>
    /// <param name="values">The values, each with its name.</param>
    /// <param name="unit">Their unit; empty for none.</param>
    public static string Draw(ChartText text, IReadOnlyList<ChartValue> values, string unit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(values);
        var axis = Axis.For(values.Max(value => value.Value ?? 0));
        var svg = new Svg(Width, (Row * values.Count) + 4, "bar-chart", text);
        for (var index = 0; index < values.Count; index++)
        {
            var (value, y) = (values[index], (Row * index) + 2);
            svg.Text(Left - 8, y + 15, value.Label.Length > LongestLabel ? value.Label[..(LongestLabel - 1)] + "…" : value.Label, "end");
            if (value.Value is not { } number)
            {
                svg.Text(Left, y + 15, "unknown");
                continue;
            }

            var length = (Width - Left - Right) * Math.Max(0, number) / axis.Top;
            svg.Rect(Left, y + 2, length, Row - 6, "bar");
            svg.Text(Left + length + 6, y + 15, $"{number.ToString("#,0.##", CultureInfo.InvariantCulture)} {unit}".TrimEnd());
        }

        return svg.ToString();
    }
}
