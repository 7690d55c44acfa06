using McpOps.Logs;

namespace McpOps.Commands;

/// <summary>A time: also an age such as <c>24h</c>, <c>today</c> or <c>yesterday</c>.</summary>
internal sealed class TimeWordsAttribute : TextWordsAttribute<DateTime>
{
    /// <inheritdoc/>
    protected override DateTime Read(string text) =>
        LogPeriod.Parse(text.All(char.IsLetter) ? text.ToLowerInvariant() : text, null, null, null, TimeZoneInfo.Local, TimeProvider.System).Since!.Value.LocalDateTime;
}
