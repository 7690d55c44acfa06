using McpOps.Logs.Templates;

namespace McpOps.Logs.Entries;

/// <summary>Reads the last entries of one place, and what is added to it.</summary>
internal interface IFollower : IDisposable
{
    /// <summary>Nothing will come any more.</summary>
    bool HasEnded { get; }

    /// <summary>Begins so many lines before the end.</summary>
    void Begin(int tail);

    /// <summary>Passes on what is new. Entries that may go on are held back until nothing follows.</summary>
    /// <param name="catalog">The templates of the run.</param>
    /// <param name="emit">Takes the entries.</param>
    /// <returns>True when there was something.</returns>
    bool Poll(TemplateCatalog catalog, Action<IReadOnlyList<McpLogEntry>> emit);

    /// <summary>Passes on what is left, with or without a line end: nobody waits for more.</summary>
    void End(TemplateCatalog catalog, Action<IReadOnlyList<McpLogEntry>> emit);
}
