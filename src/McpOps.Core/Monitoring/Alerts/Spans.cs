using System.Globalization;

namespace McpOps.Monitoring;

/// <summary>Lengths of time as people read them.</summary>
internal static class Spans
{
    /// <summary>As <c>45 s</c>, <c>12 min</c>, <c>3 h 5 min</c>, <c>2 d 4 h</c>.</summary>
    public static string Text(TimeSpan time) => time switch
    {
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0} s"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h{(time.Minutes > 0 ? $" {time.Minutes} min" : "")}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d{(time.Hours > 0 ? $" {time.Hours} h" : "")}"),
    };
}
