using System.Globalization;

namespace McpOps.Backups.Retention;

/// <summary>Ages as people write them.</summary>
public static class RetentionAge
{
    /// <summary>Reads an age: a number and <c>h</c>, <c>d</c>, <c>w</c>, <c>m</c> (30 days) or <c>y</c> (365 days); several add up.</summary>
    /// <param name="text">Such as <c>30d</c> or <c>1y6m</c>.</param>
    /// <exception cref="McpOpsException"><c>InvalidAge</c>.</exception>
    public static TimeSpan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var total = 0.0;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
        {
            throw Invalid(text);
        }

        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits < 1 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                throw Invalid(text);
            }

            total += number * Hours(rest[digits], text);
            rest = rest[(digits + 1)..];
        }

        return total <= TimeSpan.MaxValue.TotalHours ? TimeSpan.FromHours(total) : throw Invalid(text);
    }

    private static double Hours(char unit, string text) => unit switch
    {
        'h' => 1,
        'd' => 24,
        'w' => 24 * 7,
        'm' => 24 * 30,
        'y' => 24 * 365,
        _ => throw Invalid(text),
    };

    private static McpOpsException Invalid(string text) =>
        new("InvalidAge", McpErrorCategory.InvalidArgument, $"'{text}' is no age. Write a number and h, d, w, m or y, such as 30d.");
}
