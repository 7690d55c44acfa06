namespace McpOps.Commands;

/// <summary>How long something is kept: an age such as <c>12h</c>, <c>30d</c> or <c>8w</c>; a number alone is days.</summary>
internal sealed class AgeAttribute : TextWordsAttribute<TimeSpan>
{
    /// <inheritdoc/>
    protected override TimeSpan Read(string text) => TimeLength.ParseAge(text);
}
