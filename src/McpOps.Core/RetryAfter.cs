using System.Globalization;

namespace McpOps;

/// <summary>When a server asks to be tried again (RFC 9110, 10.2.3).</summary>
internal static class RetryAfter
{
    // Longer than any caller waits, and short enough to be a length of time.
    private const double MostSeconds = 366 * 86400;

    /// <summary>The time that is to pass, 0 or more; null where the answer says none. Seconds with a fraction, which the standard does not know, are understood.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="now">Now.</param>
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now)
    {
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => response.Headers.TryGetValues("Retry-After", out var values) && double.TryParse(values.First(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(Math.Min(seconds, MostSeconds)) : null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
