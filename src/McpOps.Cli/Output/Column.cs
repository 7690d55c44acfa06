namespace McpOps.Cli.Output;

/// <summary>A column of a table or CSV.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Value">Its value for a record: a text, a number, a time or null.</param>
internal sealed record Column<T>(string Title, Func<T, object?> Value)
{
    /// <summary>Numbers stand to the right.</summary>
    public bool Right { get; init; }

    /// <summary>The most characters that a table gives it; 0 for as many as it needs.</summary>
    public int MaxWidth { get; init; }

    /// <summary>The colour (an ANSI code such as 31) for a record on a terminal; null for none.</summary>
    public Func<T, int?>? Color { get; init; }
}
