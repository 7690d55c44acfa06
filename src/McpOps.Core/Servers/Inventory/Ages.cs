using System.Globalization;

namespace McpOps.Servers;

/// <summary>Ages of backups as people write them: <c>12h</c>, <c>30d</c>, <c>8w</c>, <c>6mo</c>, <c>1y</c>; several add up.</summary>
/// <remarks><c>m</c> is none: elsewhere it is minutes, and who took it for months would lose backups.</remarks>
internal static class Ages
{
    /// <summary>What an age may be, for messages.</summary>
    public const string Form = "a number and h, d, w, mo (30 days) or y (365 days), such as 30d or 6mo; m alone is refused, for it could be minutes";

    /// <summary>The age; null when the text is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        var total = 0.0;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
        {
            return null;
        }

        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits < 1 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            rest = rest[digits..];
            var letters = rest.IndexOfAny("0123456789.") is > 0 and var next ? next : rest.Length;
            if (Hours(rest[..letters]) is not { } hours)
            {
                return null;
            }

            total += number * hours;
            rest = rest[letters..];
        }

        return total <= TimeSpan.MaxValue.TotalHours ? TimeSpan.FromHours(total) : null;
    }

    private static int? Hours(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => 1,
        "d" => 24,
        "w" => 24 * 7,
        "mo" => 24 * 30,
        "y" => 24 * 365,
        _ => null,
    };
}
