using System.IO.Compression;
using McpOps.Backups.Archive;
using McpOps.Backups.Manifests;
using McpOps.Files;
using McpOps.Backups.Protection;
using McpOps.Servers;

namespace McpOps.Backups.Databases;

/// <summary>Makes the part of one database: consistent, also while it is written.</summary>
internal sealed class DatabaseArchiver(BackupRun run, McpServer server, McpDatabase database, string name)
{
    /// <summary>The files that a database leaves beside itself: they belong to its present state and are never saved as files.</summary>
    public static readonly IReadOnlyList<string> Companions = ["-wal", "-shm", "-journal"];

    private long _copied;

    private bool IsSqlite => database.Kind == "sqlite";

    public async Task<ManifestPart> WriteAsync(CancellationToken cancellationToken)
    {
        var file = $"{name}.{(IsSqlite ? "sqlite.gz" : "dump")}{run.Encryption.Ending}";
        await using var output = new HashingStream(await run.Draft.CreateAsync(file, cancellationToken));
        string source;
        await using (var cipher = run.Encryption.Open(output))
        {
            source = IsSqlite ? await CopySqliteAsync(cipher ?? (Stream)output, cancellationToken) : await DumpAsync(cipher ?? (Stream)output, cancellationToken);
            await PartEncryption.CompleteAsync([cipher], cancellationToken);
        }

        await output.DisposeAsync();
        await run.Draft.SealAsync(file, output.Length, output.FinalHash, cancellationToken);
        return new ManifestPart
        {
            Name = database.Name,
            Kind = IsSqlite ? PartKind.Sqlite : PartKind.Postgres,
            File = file,
            Bytes = output.Length,
            Sha256 = output.FinalHash,
            Blocks = output.Blocks,
            Roots = IsSqlite ? [Path.GetFullPath(database.Path!)] : [database.Name],
            Files = 1,
            ContentBytes = IsSqlite ? _copied : output.Length,
            Encryption = run.Encryption.Tool,
            Source = source,
        };
    }

    private async Task<string> CopySqliteAsync(Stream output, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(database.Path!);
        if (!File.Exists(path))
        {
            throw new McpOpsException("DatabaseNotFound", McpErrorCategory.ObjectNotFound, $"The SQLite database '{path}' of '{server.Name}' is not there. Correct the inventory, or leave it out with --set (-Set).", path);
        }

        var folder = Path.Combine(Path.GetTempPath(), $"mcpops-sqlite-{Guid.NewGuid():N}");
        OwnerOnly.CreateFolder(folder);
        try
        {
            var copy = Path.Combine(folder, "copy");
            await SqliteBackup.CopyAsync(run.Context.Time, path, copy, cancellationToken);
            await using var file = new FileStream(copy, FileMode.Open, FileAccess.Read);
            _copied = file.Length;
            await using var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
            await file.CopyToAsync(gzip, cancellationToken);
            return "sqlite online backup";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<string> DumpAsync(Stream output, CancellationToken cancellationToken) =>
        new PostgresTools(run.Context, server, database).DumpAsync(output, cancellationToken);
}
