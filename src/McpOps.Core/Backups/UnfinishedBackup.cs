using System.Globalization;
using System.Text;
using McpOps.Backups.Stores;

namespace McpOps.Backups;

/// <summary>The mark that a backup was begun: it is taken away when the backup is there, so one that failed, or was killed, leaves it.</summary>
internal static class UnfinishedBackup
{
    private const string Name = "unfinished";

    public static Task WriteAsync(IBackupStore store, string server, DateTimeOffset time, CancellationToken cancellationToken) =>
        store.WriteNoteAsync(Mark(server), Encoding.ASCII.GetBytes(time.ToString("O", CultureInfo.InvariantCulture)), cancellationToken);

    public static Task ClearAsync(IBackupStore store, string server, CancellationToken cancellationToken) => store.RemoveNoteAsync(Mark(server), cancellationToken);

    /// <summary>When the backup that did not succeed was begun; null when the last one did.</summary>
    public static async Task<DateTimeOffset?> ReadAsync(IBackupStore store, string server, CancellationToken cancellationToken) =>
        await store.ReadNoteAsync(Mark(server), cancellationToken) is { } note
            ? DateTimeOffset.TryParse(Encoding.ASCII.GetString(note), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? time : DateTimeOffset.UnixEpoch
            : null;

    private static StoredBackup Mark(string server) => new(BackupName.ServerFolder(server), Name);
}
