using System.IO.Compression;
using McpOps.Backups.Manifests;
using McpOps.Files;
using McpOps.Backups.Verification;

namespace McpOps.Backups.Databases;

/// <summary>Makes the file of a database ready: a SQLite database as itself, a dump of PostgreSQL as it is.</summary>
internal static class DatabaseStager
{
    /// <summary>Writes the file.</summary>
    /// <param name="parts">Where the backup is read.</param>
    /// <param name="part">The database's part.</param>
    /// <param name="folder">The open folder that holds what is made ready.</param>
    /// <param name="path">The path of the file below that.</param>
    /// <param name="target">Where the file will be in the end.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task StageAsync(PartReader parts, ManifestPart part, IFolder folder, byte[] path, string target, CancellationToken cancellationToken)
    {
        var slash = path.AsSpan().LastIndexOf((byte)'/');
        using var parent = FolderPath.Make(folder, path.AsSpan(0, Math.Max(slash, 0)));
        var name = path[(slash + 1)..];
        await using var stream = part.Kind is PartKind.Sql ? await SqlDump.OpenAsync(parts, part, cancellationToken) : await parts.OpenAsync(part.File, part.Encryption, cancellationToken);
        await using var content = part.Kind is PartKind.Sqlite ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var file = parent.OpenFile(name, FileUse.Create);
        var buffer = new byte[1 << 20];
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            file.Write(buffer.AsSpan(0, read));
        }

        TakeAfter(parent, name, file, target);
        parent.SyncFileSystem();
    }

    // The account of the server must be able to open it: as the file that it replaces, or as the folder that it goes to.
    private static void TakeAfter(IFolder parent, byte[] name, IFile file, string target)
    {
        var present = FileSystem.Stat(target);
        if ((present ?? FileSystem.Stat(Path.GetDirectoryName(target)!)) is not { } model)
        {
            return;
        }

        if (FileSystem.MayGiveAway)
        {
            parent.SetOwner(name, model.User, model.Group);
        }

        file.SetMode(present is null ? model.Permissions & 0x1B0 : model.Permissions);
    }
}
