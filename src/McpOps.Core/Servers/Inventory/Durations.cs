using System.Globalization;

namespace McpOps.Servers;

/// <summary>Spans of time as people write them: <c>30d</c>, <c>12h</c>, <c>15m</c>, <c>10s</c>, <c>2w</c>.</summary>
internal static class Durations
{
    /// <summary>The span; null when the text is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length < 2 || !double.TryParse(trimmed[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count > 36500)
        {
            return null;
        }

        return trimmed[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            'w' => TimeSpan.FromDays(7 * count),
            _ => null,
        };
    }
}
