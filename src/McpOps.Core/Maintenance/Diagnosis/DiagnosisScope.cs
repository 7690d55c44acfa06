using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Maintenance.Diagnosis;

/// <summary>What the areas of a diagnosis look with.</summary>
internal sealed record DiagnosisScope
{
    public required EngineContext Context { get; init; }

    public required McpServer Server { get; init; }

    public required DiagnosisOptions Options { get; init; }

    public required ServerPaths Paths { get; init; }

    /// <summary>The server's main process on this machine; null where it has none, or none can be told.</summary>
    public int? ProcessId { get; init; }

    /// <summary>True where its service manager says that it does not run: whoever listens on its port is another.</summary>
    public bool IsStopped { get; init; }

    public CommandRunner Commands { get; init; } = new();
}

/// <summary>What one area saw.</summary>
/// <param name="Area">The area.</param>
/// <param name="Status">One of the words of health.</param>
/// <param name="Fact">What was seen.</param>
/// <param name="AndSo">What follows.</param>
internal sealed record Observation(string Area, string Status, string Fact, string AndSo);

/// <summary>One area of a diagnosis. It only looks.</summary>
internal interface IDiagnosisArea
{
    string Name { get; }

    Task<IReadOnlyList<Observation>> LookAsync(DiagnosisScope scope, CancellationToken cancellationToken);
}
