using McpOps.Backups.Archive;
using McpOps.Files;

namespace McpOps.Backups.Restores;

/// <summary>The hash of a file on disk.</summary>
internal static class FileHash
{
    public static string Of(IFolder folder, ReadOnlySpan<byte> name, long size, CancellationToken cancellationToken)
    {
        using var file = folder.OpenFile(name);
        using var hash = new ContentHash(cancellationToken);
        var buffer = new byte[256 * 1024];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.Append(buffer.AsSpan(0, read));
        }

        return hash.Finish(size);
    }
}
