using System.Text.Json;
using McpOps.Backups.Stores;
using McpOps.Platform;

namespace McpOps.Backups;

/// <summary>The mark that a backup has stopped a service: written before, removed after, so one that was killed in between leaves it.</summary>
internal sealed record StoppedNote
{
    private const string Name = "stopped-service";
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The machine that the service is on: another one must not start it.</summary>
    public required string Host { get; init; }

    public required string Kind { get; init; }

    public required string Service { get; init; }

    public required DateTimeOffset At { get; init; }

    public bool IsHere => Host == Environment.MachineName;

    public bool IsOf(ServiceReference service) => Kind == service.Kind && Service == service.Name;

    public static Task WriteAsync(IBackupStore store, string server, ServiceReference service, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var note = new StoppedNote { Host = Environment.MachineName, Kind = service.Kind, Service = service.Name, At = time };
        return store.WriteNoteAsync(Mark(server), JsonSerializer.SerializeToUtf8Bytes(note, Options), cancellationToken);
    }

    public static Task ClearAsync(IBackupStore store, string server) => store.RemoveNoteAsync(Mark(server), CancellationToken.None);

    /// <summary>What a backup that was killed has left; null when it left nothing.</summary>
    public static async Task<StoppedNote?> ReadAsync(IBackupStore store, string server, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadNoteAsync(Mark(server), cancellationToken) is { } note ? JsonSerializer.Deserialize<StoppedNote>(note, Options) : null;
        }
        catch (JsonException)
        {
            // Notes are replaced by a rename: one that cannot be read is none of ours.
            return null;
        }
    }

    private static StoredBackup Mark(string server) => new(BackupName.ServerFolder(server), Name);
}
