namespace McpOps.Logs.Summaries;

/// <summary>Where a line stands.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">Its number from 1; null where what is before it was not read.</param>
/// <param name="Offset">Its first byte in the file, or in the text that a compressed file holds.</param>
internal readonly record struct LinePlace(string Path, long? Line, long Offset)
{
    /// <summary>By file, then by place in it: the order does not depend on who read what.</summary>
    public static int Compare(LinePlace left, LinePlace right)
    {
        var order = string.CompareOrdinal(left.Path, right.Path);
        return order != 0 ? order : left.Offset.CompareTo(right.Offset);
    }
}

/// <summary>A line as an example.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Ticks">When it was written (UTC); the greatest for not known.</param>
/// <param name="Text">The line, cut; secrets are not masked yet.</param>
/// <param name="Message">Its message, cut; secrets are not masked yet.</param>
internal sealed record LineSample(LinePlace Place, long Ticks, string Text, string Message)
{
    /// <summary>The line as it may leave the engine.</summary>
    public string Shown => LogRedaction.Mask(Text);

    /// <summary>The earlier of two; the same whoever asks.</summary>
    public static LineSample Earlier(LineSample left, LineSample right)
    {
        var order = left.Ticks.CompareTo(right.Ticks);
        return (order != 0 ? order : LinePlace.Compare(left.Place, right.Place)) <= 0 ? left : right;
    }
}
