namespace McpOps.Maintenance.Schedules;

/// <summary>The line by which a file of a scheduler is known as ours, and as we wrote it.</summary>
internal static class ScheduleMark
{
    private static readonly FileMark Mark = new("Written by 'mcpops schedule add';", " 'mcpops schedule remove' takes it away. Change the inventory and not this file.");

    /// <summary>A text with the marker in its place.</summary>
    /// <param name="text">The text, with <c>{mark}</c> where the marker stands.</param>
    public static string Put(string text) => Mark.Put(text);

    /// <summary>Whether a file is ours, and whether it is as we wrote it.</summary>
    public static (bool Ours, bool Whole) Read(string text) => Mark.Read(text);
}
