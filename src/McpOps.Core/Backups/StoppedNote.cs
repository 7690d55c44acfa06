using System.Text.Json;
using System.Text.Json.Serialization;
using McpOps.Backups.Stores;
using McpOps.Platform;

namespace McpOps.Backups;

/// <summary>The mark that a backup has stopped a service: written before, removed when the service is proven to work again. One that was killed in between leaves it, and a service that does not come up.</summary>
internal sealed record StoppedNote
{
    private const string Name = "stopped-service";
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { TypeInfoResolver = StoppedNoteJson.Default };

    /// <summary>The machine that the service is on: another one must not start it.</summary>
    public required string Host { get; init; }

    public required string Kind { get; init; }

    public required string Service { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>How the server was before; null where it was not asked.</summary>
    public string? Health { get; init; }

    /// <summary>Why the service does not work since it was started again; null where it was not, for the backup was killed.</summary>
    public string? Why { get; init; }

    public bool IsHere => Host == Environment.MachineName;

    public bool IsOf(ServiceReference service) => Kind == service.Kind && Service == service.Name;

    /// <summary>What became of the service, for a sentence.</summary>
    public string Said => Why is null ? $"was killed at {At:u} and left the {Kind} service '{Service}' stopped" : $"stopped the {Kind} service '{Service}' at {At:u}, and it does not work since then";

    public static StoppedNote Of(ServiceReference service, DateTimeOffset time, string? health) =>
        new() { Host = Environment.MachineName, Kind = service.Kind, Service = service.Name, At = time, Health = health };

    public Task WriteAsync(IBackupStore store, string server, CancellationToken cancellationToken) =>
        store.WriteNoteAsync(Mark(server), JsonSerializer.SerializeToUtf8Bytes(this, Options.Of<StoppedNote>()), cancellationToken);

    public static Task ClearAsync(IBackupStore store, string server) => store.RemoveNoteAsync(Mark(server), CancellationToken.None);

    /// <summary>What a backup that was killed has left; null when it left nothing.</summary>
    public static async Task<StoppedNote?> ReadAsync(IBackupStore store, string server, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadNoteAsync(Mark(server), cancellationToken) is { } note ? JsonSerializer.Deserialize(note, Options.Of<StoppedNote>()) : null;
        }
        catch (JsonException)
        {
            // Notes are replaced by a rename: one that cannot be read is none of ours.
            return null;
        }
    }

    private static StoredBackup Mark(string server) => new(BackupName.ServerFolder(server), Name);
}

/// <summary>How the mark is read and written.</summary>
[JsonSerializable(typeof(StoppedNote))]
internal sealed partial class StoppedNoteJson : JsonSerializerContext;
