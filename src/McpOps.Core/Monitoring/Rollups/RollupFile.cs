using System.Buffers;
using System.Globalization;
using System.IO.Compression;

namespace McpOps.Monitoring;

/// <summary>The roll-ups of one server and month: <c>rollups/SERVER/2026-10.1h.jsonl.gz</c> and <c>2026-10.5m.jsonl.gz</c>, made when the month is closed.</summary>
internal static class RollupFile
{
    public static string Folder(string store, string server) => Path.Combine(store, "rollups", Path.GetFileName(Segment.Folder(store, server)));

    public static string PathOf(string store, string server, string month, int width) => Path.Combine(Folder(store, server), $"{month}.{Word(width)}{Segment.Closed}");

    /// <summary>The month of a file.</summary>
    public static string MonthOf(string path) => Path.GetFileName(path)[..7];

    public static DateTimeOffset Begin(string month) => DateTimeOffset.ParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Makes the roll-ups of a month from its samples: a file is there whole, or not at all.</summary>
    public static void Write(string store, string server, string month, IReadOnlyList<McpSample> samples)
    {
        Directory.CreateDirectory(Folder(store, server));
        foreach (var width in Rollup.Widths)
        {
            var path = PathOf(store, server, month, width);
            var draft = path + ".tmp";
            using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                using (var gzip = new GZipStream(file, CompressionLevel.SmallestSize, leaveOpen: true))
                {
                    var line = new ArrayBufferWriter<byte>(4096);
                    foreach (var (start, figures) in RollupBuilder.Build(samples, width))
                    {
                        line.Clear();
                        RollupLine.Write(line, start, figures);
                        line.Write("\n"u8);
                        gzip.Write(line.WrittenSpan);
                    }
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
    }

    /// <summary>The roll-ups of one figure.</summary>
    public static IEnumerable<Rollup> Read(string path, string metric)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var all = new MemoryStream();
        gzip.CopyTo(all, 1 << 16);
        var bytes = all.GetBuffer().AsMemory(0, (int)all.Length);
        var name = RollupLine.NameOf(metric);
        if (bytes.Span.IndexOf(name) < 0)
        {
            yield break;
        }

        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes.Span[start..].IndexOf((byte)'\n');
            if (length < 0)
            {
                yield break;
            }

            if (RollupLine.Read(bytes.Span.Slice(start, length), name) is { } rollup)
            {
                yield return rollup;
            }

            start += length + 1;
        }
    }

    private static string Word(int width) => width == 3600 ? "1h" : "5m";
}
