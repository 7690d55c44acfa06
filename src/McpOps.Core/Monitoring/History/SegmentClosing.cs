using System.Buffers;
using System.IO.Compression;

namespace McpOps.Monitoring;

/// <summary>Compresses segments whose month is over, and opens them again for what comes late.</summary>
internal static class SegmentClosing
{
    /// <summary>What the name of a file ends in that is to be deleted.</summary>
    public const string Aside = ".old";

    /// <summary>Compresses a segment whose month is over; its check sums are then those of the archive.</summary>
    /// <param name="path">The segment.</param>
    /// <param name="hold">Takes the lock, for the moment in which the one takes the place of the other.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task CloseAsync(string path, Func<Task<StoreLock>> hold, CancellationToken cancellationToken)
    {
        var closed = Path.ChangeExtension(path, null) + Segment.Closed;
        var draft = closed + ".tmp";
        var length = new FileInfo(path).Length;
        await using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await using (var gzip = new GZipStream(file, CompressionLevel.SmallestSize, leaveOpen: true))
            {
                foreach (var head in Segment.Lines(path))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    gzip.Write(head.Span);
                    gzip.Write("}\n"u8);
                }
            }

            file.Flush(flushToDisk: true);
        }

        // Both are there for a moment, and the open one counts: the lock is held for one name only.
        File.Move(draft, closed, overwrite: true);
        string aside;
        using (await hold())
        {
            // What came late meanwhile is taken with the next try.
            aside = new FileInfo(path) is { Exists: true } now && now.Length == length ? SetAside(path) : closed;
        }

        File.Delete(aside);
    }

    /// <summary>Takes a file away by its name alone: to free what it holds takes as long as it is large, and is done without the lock.</summary>
    /// <returns>Where it lies until it is deleted.</returns>
    public static string SetAside(string path)
    {
        var aside = path + Aside;
        File.Move(path, aside, overwrite: true);
        return aside;
    }

    /// <summary>Opens a month again that is closed, for a sample that was kept while a store was away, or is imported; until it is closed the next time. Call it under the lock.</summary>
    /// <param name="path">The open segment.</param>
    public static void Reopen(string path)
    {
        var closed = Path.ChangeExtension(path, null) + Segment.Closed;
        if (File.Exists(path) || !File.Exists(closed))
        {
            return;
        }

        var draft = path + ".tmp";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            var output = new ArrayBufferWriter<byte>(64 * 1024);
            foreach (var head in Segment.Lines(closed))
            {
                SampleLine.Seal(output, head.Span);
                if (output.WrittenCount > 60 * 1024)
                {
                    file.Write(output.WrittenSpan);
                    output.Clear();
                }
            }

            file.Write(output.WrittenSpan);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
