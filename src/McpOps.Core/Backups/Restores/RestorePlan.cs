using System.Text.Json.Serialization;
using McpOps.Platform;

namespace McpOps.Backups.Restores;

/// <summary>What a restore is about to do: the first line of its journal.</summary>
internal sealed record RestorePlan
{
    public required string Id { get; init; }

    public required string Backup { get; init; }

    public required string Store { get; init; }

    public required string Server { get; init; }

    public string? Snapshot { get; init; }

    public string? BackupHealth { get; init; }

    /// <summary>When the backup was made; null in journals of before.</summary>
    public DateTimeOffset? BackedUpAt { get; init; }

    public required IReadOnlyList<RestoreUnit> Units { get; init; }

    /// <summary>True once everything is made ready; before that no unit can have been swapped.</summary>
    public bool Ready { get; init; }

    /// <summary>Folders beside the targets that are removed at the end.</summary>
    public required IReadOnlyList<StagingFolder> StagingFolders { get; init; }

    /// <summary>True when the server itself is not touched: the restore goes to another folder.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>Databases of PostgreSQL that are replaced, after the files.</summary>
    public IReadOnlyList<string> Databases { get; init => field = value ?? []; } = [];

    /// <summary>Those of them that were not there before: no snapshot holds them.</summary>
    public IReadOnlyList<string> NewDatabases { get; init => field = value ?? []; } = [];

    /// <summary>The service that the restore stops; null for none.</summary>
    public string? ServiceKind { get; init; }

    public string? ServiceName { get; init; }

    /// <summary>Whether the service ran before the restore: one that did not is not started when the restore is taken back.</summary>
    public bool ServiceRan { get; init; } = true;

    /// <summary>How the server was before the restore; null where it was not asked.</summary>
    public string? HealthBefore { get; init; }

    public IReadOnlyList<string> ServiceCommand { get; init => field = value ?? []; } = [];

    public string? ServiceFolder { get; init; }

    /// <summary>The service that the restore stops, as its manager is asked for it; null for none.</summary>
    [JsonIgnore]
    public ServiceReference? Service => ServiceKind is { } kind && ServiceName is { } name ? new ServiceReference(kind, name) { StartCommand = ServiceCommand, WorkingDirectory = ServiceFolder } : null;

    public IReadOnlyList<IReadOnlyList<string>> AfterRestore { get; init => field = value ?? []; } = [];

    /// <summary>When the first of these steps began; null before.</summary>
    public DateTimeOffset? AfterBegan { get; init; }

    public long Files { get; init; }

    public long Bytes { get; init; }
}
