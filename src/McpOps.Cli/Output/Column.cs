namespace McpOps.Cli.Output;

/// <summary>A column of a table or CSV.</summary>
/// <param name="Name">The name of the field, as JSON has it too: the head of the column in CSV.</param>
/// <param name="Value">Its value for a record: a text, a number, a time or null.</param>
internal sealed record Column<T>(string Name, Func<T, object?> Value)
{
    /// <summary>The head of the column in a table, where the name is too long for one.</summary>
    public string Title { get => field ?? Name; init; }

    /// <summary>Numbers stand to the right.</summary>
    public bool Right { get; init; }

    /// <summary>The most characters that a table gives it; 0 for as many as it needs.</summary>
    public int MaxWidth { get; init; }

    /// <summary>The colour (an ANSI code such as 31) for a record on a terminal; null for none.</summary>
    public Func<T, int?>? Color { get; init; }
}
