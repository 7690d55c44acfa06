using System.Text.Json;
using System.Text.Json.Serialization;
using McpOps.Files;
using McpOps.Maintenance.Plans;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Maintenance.Recovery;

/// <summary>What is remembered of the restarts of one server.</summary>
internal sealed record RecoveryMemory
{
    private const int Remembered = 100;

    /// <summary>When it was restarted by the watch or by a plan; what a person starts does not count.</summary>
    public IReadOnlyList<DateTimeOffset> Restarts { get; init => field = value ?? []; } = [];

    /// <summary>Before then the watch does not try again.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When the watch gave it up; null while it has not.</summary>
    public DateTimeOffset? GivenUpAt { get; init; }

    /// <summary>The refusal that somebody was told of; empty for none.</summary>
    public string Told { get; init => field = value ?? ""; } = "";

    /// <summary>With one restart more.</summary>
    public RecoveryMemory With(DateTimeOffset restart) => this with { Restarts = [.. Restarts.TakeLast(Remembered), restart] };

    /// <summary>The restarts within a plan's time; what is dated into the future is of a clock that jumped, and counts as now.</summary>
    public IReadOnlyList<DateTimeOffset> Recent(McpRecoverPlan plan, DateTimeOffset now) => [.. Restarts.Where(at => at > now - plan.Within)];
}

/// <summary>Keeps it on the disk, so that a timer and a loop count alike: a file for each server, written by whoever has the lock of its restart.</summary>
/// <param name="folder">The folder of a host's records.</param>
internal sealed class RecoveryMemories(string folder)
{
    private string Place => Path.Combine(folder, "recovery");

    /// <summary>Takes the lock of a server's restart, which whoever writes must have.</summary>
    /// <param name="server">The server.</param>
    /// <param name="purpose">What is done, for whoever comes meanwhile.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="McpOpsException"><c>MaintenanceRunning</c>: another has it. <c>HistoryNotWritable</c>.</exception>
    public RunLock Take(string server, string purpose, DateTimeOffset now) => RunLock.Take(folder, purpose, now, $"restart-{CanonicalJson.Hash(server)}.lock");

    /// <summary>Reads what is remembered, changes it and writes it, under the lock.</summary>
    /// <exception cref="McpOpsException"><c>MaintenanceRunning</c>: another restarts the server just now. <c>HistoryNotWritable</c>.</exception>
    public void Change(string server, DateTimeOffset now, Func<RecoveryMemory, RecoveryMemory> change)
    {
        using var held = Take(server, $"a note about the restarts of '{server}'", now);
        Write(server, change(Read(server)));
    }

    public RecoveryMemory Read(string server)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(Place, FileOf(server))), RecoveryJson.Default.RecoveryMemory) ?? new RecoveryMemory();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return new RecoveryMemory();
        }
    }

    /// <summary>Writes it; for whoever has the lock.</summary>
    public void Write(string server, RecoveryMemory memory)
    {
        OwnerOnly.CreateLastingFolder(Place);
        OwnerOnly.Replace(Place, FileOf(server), JsonSerializer.SerializeToUtf8Bytes(memory, RecoveryJson.Default.RecoveryMemory));
    }

    // A name of any length and in any writing fits a file system so.
    private static string FileOf(string server) => $"{CanonicalJson.Hash(server)}.json";
}

/// <summary>How it is written.</summary>
[JsonSerializable(typeof(RecoveryMemory))]
internal sealed partial class RecoveryJson : JsonSerializerContext;
