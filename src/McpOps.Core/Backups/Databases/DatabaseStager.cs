using System.IO.Compression;
using McpOps.Backups.Manifests;
using McpOps.Files;
using McpOps.Backups.Verification;

namespace McpOps.Backups.Databases;

/// <summary>Makes the file of a database ready: a SQLite database as itself, a dump of PostgreSQL as it is.</summary>
internal static class DatabaseStager
{
    public static async Task StageAsync(PartReader parts, ManifestPart part, string staged, string target, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(staged)!);
        await using (var stream = await parts.OpenAsync(part.File, part.Encryption, cancellationToken))
        await using (var content = part.Kind is PartKind.Sqlite ? new GZipStream(stream, CompressionMode.Decompress) : stream)
        await using (var file = new FileStream(staged, OwnerOnly.NewFile(FileMode.CreateNew)))
        {
            await content.CopyToAsync(file, 1 << 20, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        TakeAfter(staged, target);
    }

    // The account of the server must be able to open it: as the file that it replaces, or as the folder that it goes to.
    private static void TakeAfter(string staged, string target)
    {
        var parent = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(parent))
        {
            return;
        }

        using var folder = FileSystem.Open(parent);
        using var own = FileSystem.Open(Path.GetDirectoryName(staged)!);
        var name = System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(staged));
        var present = folder.Stat(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(target)));
        var model = present ?? folder.Stat();
        if (FileSystem.MayGiveAway)
        {
            own.SetOwner(name, model.User, model.Group);
        }

        using var file = own.OpenFile(name);
        file.SetMode(present is null ? model.Permissions & 0x1B0 : model.Permissions);
    }
}
