using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>A length of time: also <c>30s</c>, <c>5m</c>, <c>2h</c> or <c>30d</c>.</summary>
internal sealed class SpanAttribute : TextWordsAttribute<TimeSpan>
{
    /// <inheritdoc/>
    protected override TimeSpan Read(string text) => WatchTimes.Parse(text) ?? throw new McpOpsException("InvalidTime", McpErrorCategory.InvalidArgument,
        $"'{text}' is no length of time. Write it as 30s, 5m, 2h or 30d.", text);
}
