using System.Buffers;
using System.Globalization;
using System.IO.Compression;

namespace McpOps.Monitoring;

/// <summary>The samples of one server and month: <c>samples/SERVER/2026-11.jsonl</c>, closed ones as <c>2026-11.jsonl.gz</c>.</summary>
internal static class Segment
{
    public const string Open = ".jsonl";
    public const string Closed = ".jsonl.gz";

    // Enough for the columns, which are written again after this much, and to know a sample that is there already.
    private const int TailBytes = 12 * 1024;
    private const int MostSlots = 32;

    public static string Folder(string store) => Path.Combine(store, "samples");

    /// <summary>The folder of a server: its name, so written that any file system takes it.</summary>
    public static string Folder(string store, string server)
    {
        var name = Uri.EscapeDataString(server);
        return Path.Combine(Folder(store), name[0] == '.' ? "%2E" + name[1..] : name);
    }

    public static string ServerOf(string folder) => Uri.UnescapeDataString(Path.GetFileName(folder));

    public static string Month(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Appends samples of one server and month. Call it under the lock.</summary>
    /// <param name="path">The segment.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="known">What ends of segments were after the last time: they need not be read again as long as nobody else has written.</param>
    /// <returns>Those that were not there already.</returns>
    public static List<McpSample> Append(string path, IReadOnlyList<McpSample> samples, Dictionary<string, SegmentEnd> known)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        SegmentClosing.Reopen(path);
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1);
        var (end, columns, columnsAt, slots, last) = known.TryGetValue(path, out var tail) && tail.End == file.Length ? tail : Tail(file, samples[0].Server);
        var fresh = samples.Where(sample => !slots.Contains(sample.Slot.ToUnixTimeSeconds())).DistinctBy(sample => sample.Slot).OrderBy(sample => sample.Slot).ToList();
        if (fresh.Count == 0)
        {
            return fresh;
        }

        // Who reads the end of the segment must find the columns there.
        var again = end - columnsAt > TailBytes / 2;
        var output = new ArrayBufferWriter<byte>(256 * fresh.Count);
        var message = again ? "" : last;
        foreach (var sample in fresh)
        {
            if (again || columns.Count == 0 || sample.Values.Keys.Any(name => !columns.Contains(name)))
            {
                columns = [.. columns, .. sample.Values.Keys.Where(name => !columns.Contains(name))];
                columnsAt = end + output.WrittenCount;
                SampleLine.WriteColumns(output, columns);
                again = false;
            }

            SampleLine.WriteSample(output, sample.Message == message ? sample with { Message = "" } : sample, columns);
            message = sample.Message;
        }

        file.SetLength(end);
        file.Seek(end, SeekOrigin.Begin);
        file.Write(output.WrittenSpan);
        known[path] = new SegmentEnd(end + output.WrittenCount, columns, columnsAt, [.. slots.Concat(fresh.Select(sample => sample.Slot.ToUnixTimeSeconds())).OrderDescending().Take(MostSlots)], message);
        return fresh;
    }

    /// <summary>The lines of a segment, each without its check sum and brace; what is damaged is left out.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Lines(string path)
    {
        var bytes = path.EndsWith(Closed, StringComparison.Ordinal) ? Inflate(path) : ReadAll(path);
        var isClosed = path.EndsWith(Closed, StringComparison.Ordinal);
        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0)
            {
                yield break;
            }

            var line = bytes.AsMemory(start, length);
            var head = isClosed ? line[..Math.Max(0, line.Length - 1)] : line[..SampleLine.Checked(line.Span).Length];
            start += length + 1;
            if (head.Length > 0)
            {
                yield return head;
            }
        }
    }

    /// <summary>The samples of a segment in the order of time, each once. They nearly always lie so; only then need they not all be held at once.</summary>
    public static IEnumerable<McpSample> Ordered(string path, string server) => IsAscending(path, server) ? Parsed(path, server) : Samples(path, server);

    /// <summary>All samples of a segment in the order of time, each once.</summary>
    public static IReadOnlyList<McpSample> Samples(string path, string server) => [.. Parsed(path, server).DistinctBy(sample => sample.Slot).OrderBy(sample => sample.Slot)];

    private static IEnumerable<McpSample> Parsed(string path, string server)
    {
        var parser = new SampleParser(server);
        foreach (var line in Lines(path))
        {
            if (parser.Read(line.Span) is { } sample)
            {
                yield return sample;
            }
        }
    }

    private static bool IsAscending(string path, string server)
    {
        var parser = new SampleParser(server);
        var newest = long.MinValue;
        foreach (var line in Lines(path))
        {
            if (parser.ReadFigures(line.Span, -1, null) is not { } found)
            {
                continue;
            }

            if (found.Slot <= newest)
            {
                return false;
            }

            newest = found.Slot;
        }

        return true;
    }

    private static byte[] Inflate(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            using var gzip = new GZipStream(file, CompressionMode.Decompress);
            var all = new MemoryStream((int)Math.Min(int.MaxValue / 2, file.Length * 8));
            gzip.CopyTo(all, 1 << 16);
            return all.ToArray();
        }
        catch (InvalidDataException exception)
        {
            throw new McpOpsException("HistoryNotReadable", McpErrorCategory.InvalidData, $"'{path}' is damaged: {Sentences.Ended(exception.Message)} Restore it from a backup, or move it away: its month is then missing.", path, exception);
        }
    }

    private static byte[] ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        var bytes = new byte[file.Length];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    // Where the last whole line ends, and what the last lines say.
    private static SegmentEnd Tail(FileStream file, string server)
    {
        var from = Math.Max(0, file.Length - TailBytes);
        var bytes = new byte[file.Length - from];
        file.Seek(from, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        var end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (end == 0 && from > 0)
        {
            throw new IOException($"The last {TailBytes} bytes of '{file.Name}' hold no line end.");
        }

        var parser = new SampleParser(server);
        var slots = new HashSet<long>();
        var message = "";
        var rest = bytes.AsSpan(0, end);
        if (from > 0)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        for (var length = rest.IndexOf((byte)'\n'); length >= 0; length = rest.IndexOf((byte)'\n'))
        {
            var head = SampleLine.Checked(rest[..length]);
            if (!head.IsEmpty && parser.Read(head) is { } sample)
            {
                slots.Add(sample.Slot.ToUnixTimeSeconds());
                message = sample.Message;
            }

            rest = rest[(length + 1)..];
        }

        // Without its columns a sample cannot be read: they are written again where the tail does not hold them.
        return new SegmentEnd(from + end, [.. parser.Columns], from, slots, parser.Columns.Count == 0 ? "" : message);
    }
}

/// <summary>The end of a segment.</summary>
/// <param name="End">Where its last whole line ends.</param>
/// <param name="Columns">The names of its figures.</param>
/// <param name="ColumnsAt">Where they stand, or before it.</param>
/// <param name="Slots">The last samples, as Unix seconds.</param>
/// <param name="Message">What the last sample says.</param>
internal sealed record SegmentEnd(long End, List<string> Columns, long ColumnsAt, HashSet<long> Slots, string Message);
