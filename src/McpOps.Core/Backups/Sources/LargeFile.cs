using McpOps.Backups.Archive;
using McpOps.Files;

namespace McpOps.Backups.Sources;

/// <summary>Reads a file that is too large to be held, or has holes: stretch by stretch, hashed on the way, whatever the file does meanwhile.</summary>
internal static class LargeFile
{
    private const int Stretch = 1 << 20;

    /// <summary>Writes a file's content after its header; as much as that says, also when the file was cut shorter.</summary>
    /// <returns>The hash of what was written, and whether all of it was read.</returns>
    public static (string Hash, bool Whole) Copy(IFile file, TarEntry entry, ParallelGzipWriter output, BackupProgress progress)
    {
        using var hash = new ContentHash(progress.Cancellation);
        var whole = true;
        foreach (var extent in entry.Extents ?? [new TarExtent(0, entry.Size)])
        {
            hash.SkipTo(extent.Offset);
            for (long done = 0; done < extent.Length;)
            {
                progress.Cancellation.ThrowIfCancellationRequested();
                var room = output.GetSpan();
                room = room[..(int)Math.Min(room.Length, extent.Length - done)];
                var read = whole ? TryRead(file, done == 0 && entry.Extents is not null ? extent.Offset : null, room) : 0;

                // It was cut shorter, or the disk cannot read on: the header promised more, so zeros follow.
                room[read..].Clear();
                whole &= read == room.Length;
                hash.Append(room);
                done += room.Length;
                output.Advance(room.Length);
                progress.Add(read);
            }
        }

        return (hash.Finish(entry.Size), whole);
    }

    /// <summary>Whether a file begins with what was archived of it.</summary>
    public static bool StartsTheSame(IFile file, TarEntry entry, string expected, CancellationToken cancellationToken)
    {
        using var hash = new ContentHash(cancellationToken);
        var buffer = new byte[Stretch];
        foreach (var extent in entry.Extents ?? [new TarExtent(0, entry.Size)])
        {
            hash.SkipTo(extent.Offset);
            for (long done = 0; done < extent.Length;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var room = buffer.AsSpan(0, (int)Math.Min(buffer.Length, extent.Length - done));
                if (TryRead(file, done == 0 && entry.Extents is not null ? extent.Offset : null, room) < room.Length)
                {
                    return false;
                }

                hash.Append(room);
                done += room.Length;
            }
        }

        return hash.Finish(entry.Size) == expected;
    }

    /// <summary>Where a file has data.</summary>
    public static List<TarExtent> Extents(IFile file, long size)
    {
        var extents = new List<TarExtent>();
        for (long position = 0; position < size;)
        {
            var data = file.NextData(position);
            if (data < 0 || data >= size)
            {
                break;
            }

            var hole = file.NextHole(data);
            position = hole < 0 ? size : Math.Min(hole, size);
            extents.Add(new TarExtent(data, position - data));
        }

        // GNU tar learns the length of a file that ends in a hole from an empty stretch at its end.
        if (extents.Count == 0 || extents[^1].Offset + extents[^1].Length < size)
        {
            extents.Add(new TarExtent(size, 0));
        }

        return extents;
    }

    private static int TryRead(IFile file, long? offset, Span<byte> room)
    {
        try
        {
            return offset is { } start && !file.MoveTo(start) ? 0 : file.Read(room);
        }
        catch (FileException)
        {
            return 0;
        }
    }
}
