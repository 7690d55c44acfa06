using McpOps.Files;

namespace McpOps.Maintenance.Files;

/// <summary>Copies a log to its archive and cuts it, for a writer that keeps it open: as little as can be is lost, and it is counted.</summary>
internal static class LogCut
{
    private const int Small = 64 * 1024;
    private const int MostRounds = 20;

    /// <summary>Whether a log was not cut after it was copied to an archive: it still begins with all that is in it.</summary>
    public static bool IsWhole(IFolder folder, byte[] log, byte[] archive)
    {
        using var first = folder.OpenFile(log);
        using var second = folder.OpenFile(archive);
        var (own, copy) = (new byte[1 << 17], new byte[1 << 17]);
        for (int count; (count = second.Read(copy)) > 0;)
        {
            if (first.Read(own.AsSpan(0, count)) != count || !own.AsSpan(0, count).SequenceEqual(copy.AsSpan(0, count)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Copies and cuts.</summary>
    /// <param name="folder">The folder of both.</param>
    /// <param name="log">The log.</param>
    /// <param name="archive">The archive, which is not there yet.</param>
    /// <param name="copied">Called when the bulk is copied, before it becomes the archive, and well before the cut.</param>
    /// <param name="cancellationToken">Ends it before the cut; the copy is removed.</param>
    /// <returns>Bytes that came between the end of the copy and the cut.</returns>
    public static long Run(IFolder folder, byte[] log, byte[] archive, Action copied, CancellationToken cancellationToken)
    {
        using var source = folder.OpenFile(log, FileUse.Change);
        var stat = source.Stat();

        // Under another name until the bulk is in it: what a kill leaves half is no archive.
        byte[] name = [.. archive, .. ".mcpops-new"u8];
        if (folder.Stat(name) is not null)
        {
            folder.Remove(name);
        }

        try
        {
            using var target = folder.OpenFile(name, FileUse.Create);
            if (FileSystem.MayGiveAway)
            {
                folder.SetOwner(name, stat.User, stat.Group);
            }

            target.SetMode(stat.Permissions);
            var buffer = new byte[1 << 20];
            var length = 0L;
            for (var round = 0; round < MostRounds; round++)
            {
                var before = length;
                for (int count; (count = source.Read(buffer)) > 0; length += count)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    target.Write(buffer.AsSpan(0, count));
                }

                if (round == 0)
                {
                    // The bulk is on the disk before anything is cut; the rest is small.
                    folder.SyncFileSystem();
                    copied();
                    folder.Rename(name, folder, archive, RenameRule.NoReplace);
                    name = archive;
                }
                else if (length - before < Small)
                {
                    break;
                }
            }

            // What comes from here on to the cut is lost: nothing stands between but the question how much it is.
            for (int count; (count = source.Read(buffer)) > 0; length += count)
            {
                target.Write(buffer.AsSpan(0, count));
            }

            var size = source.Stat().Size;
            source.SetLength(0);
            folder.SyncFileSystem();
            return Math.Max(0, size - length);
        }
        catch (OperationCanceledException)
        {
            folder.Remove(name);
            throw;
        }
        catch (FileException)
        {
            // Of a full disk, say: the log is whole, and half a copy helps nobody.
            if (folder.Stat(name) is not null && folder.Stat(log) is { Size: > 0 })
            {
                folder.Remove(name);
            }

            throw;
        }
    }
}
