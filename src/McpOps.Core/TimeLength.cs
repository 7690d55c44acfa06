using System.Globalization;

namespace McpOps;

/// <summary>Lengths of time as people write them: <c>90s</c>, <c>15m</c>, <c>12h</c>, <c>30d</c>, <c>8w</c>, <c>6mo</c>, <c>1y</c>; several add up.</summary>
/// <remarks>The only reader of them: cmdlets, the command and the inventory mean the same.</remarks>
public static class TimeLength
{
    /// <summary>What a length of time may be, for messages.</summary>
    public const string Form = "a number and s, m (minutes), h, d, w, mo (30 days) or y (365 days), such as 90s, 24h or 30d; several add up";

    /// <summary>What an age of something that is kept may be, for messages.</summary>
    public const string AgeForm = "a number and h, d, w, mo (30 days) or y (365 days), such as 30d or 6mo; a number alone is days, and m alone is refused, for it could be minutes";

    /// <summary>Reads a length of time; a number alone is none.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The length, which is more than nothing; null when the text is none.</returns>
    public static TimeSpan? TryParse(string? text) => Sum(text, Seconds);

    /// <summary>Reads how long some work may take; a number alone is seconds.</summary>
    /// <param name="text">Such as <c>30</c>, <c>30s</c> or <c>5m</c>.</param>
    /// <exception cref="McpOpsException"><c>InvalidDuration</c>.</exception>
    public static TimeSpan Parse(string text) =>
        Number(text) is { } number and <= 36_500.0 * 86_400 ? TimeSpan.FromSeconds(number)
        : TryParse(text) ?? throw new McpOpsException("InvalidDuration", McpErrorCategory.InvalidArgument, $"'{text}' is no length of time. Write {Form}; a number alone is seconds.", text);

    /// <summary>Reads how old something may be that is kept, or how far it is looked back or ahead; a number alone is days.</summary>
    /// <param name="text">Such as <c>30</c>, <c>30d</c> or <c>1y6mo</c>.</param>
    /// <exception cref="McpOpsException"><c>InvalidAge</c>.</exception>
    /// <remarks>Minutes and seconds are none: who took <c>m</c> for months would lose backups.</remarks>
    public static TimeSpan ParseAge(string text) =>
        TryParseAge(text) ?? throw new McpOpsException("InvalidAge", McpErrorCategory.InvalidArgument, $"'{text}' is no age. Write {AgeForm}.", text);

    /// <summary>The same, and null when the text is none.</summary>
    /// <param name="text">The text.</param>
    public static TimeSpan? TryParseAge(string? text) =>
        Number(text) is { } days ? days is > 0 and <= 36_500 ? TimeSpan.FromDays(days) : null
        : Sum(text, unit => Seconds(unit) is >= 3600 and var seconds ? seconds : null);

    /// <summary>A length in words, in the largest unit of which it is at least one: <c>30 days</c>, <c>12 hours</c>, <c>5 minutes</c>.</summary>
    internal static string Words(TimeSpan time)
    {
        var (number, unit) = time switch
        {
            { TotalDays: >= 1 } => (time.TotalDays, "day"),
            { TotalHours: >= 1 } => (time.TotalHours, "hour"),
            { TotalMinutes: >= 1 } => (time.TotalMinutes, "minute"),
            _ => (time.TotalSeconds, "second"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{number:0.##} {unit}{(number is 1 ? "" : "s")}");
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static TimeSpan? Sum(string? text, Func<string, double?> secondsOf)
    {
        var total = 0.0;
        var rest = text.AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits < 1 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            rest = rest[digits..];
            var letters = rest.IndexOfAny("0123456789.") is > 0 and var next ? next : rest.Length;
            if (secondsOf(rest[..letters].ToString()) is not { } seconds)
            {
                return null;
            }

            total += number * seconds;
            rest = rest[letters..];
        }

        // A century is more than anybody means, and a time so far from now is still a date.
        return total is > 0 and <= 36_500.0 * 86_400 ? TimeSpan.FromSeconds(total) : null;
    }

    // Nobody agrees on what M is.
    private static double? Seconds(string unit) => unit is "M" or "MO" ? null : unit.ToLowerInvariant() switch
    {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        "mo" => 30 * 86_400,
        "y" => 365 * 86_400,
        _ => null,
    };
}
