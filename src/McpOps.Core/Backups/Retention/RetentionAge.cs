using McpOps.Servers;

namespace McpOps.Backups.Retention;

/// <summary>Ages as people write them, the same on a command line and in the inventory.</summary>
public static class RetentionAge
{
    /// <summary>Reads an age: a number and <c>h</c>, <c>d</c>, <c>w</c>, <c>mo</c> (30 days) or <c>y</c> (365 days); several add up.</summary>
    /// <param name="text">Such as <c>30d</c> or <c>1y6mo</c>.</param>
    /// <exception cref="McpOpsException"><c>InvalidAge</c>.</exception>
    public static TimeSpan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Ages.Parse(text) ?? throw new McpOpsException("InvalidAge", McpErrorCategory.InvalidArgument, $"'{text}' is no age. Write {Ages.Form}.");
    }
}
