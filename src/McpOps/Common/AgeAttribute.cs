using McpOps.Backups.Retention;

namespace McpOps.Commands;

/// <summary>A length of time: also an age such as <c>12h</c>, <c>30d</c> or <c>8w</c>.</summary>
internal sealed class AgeAttribute : TextWordsAttribute<TimeSpan>
{
    /// <inheritdoc/>
    protected override TimeSpan Read(string text) => RetentionAge.Parse(text);
}
