namespace McpOps.Monitoring;

/// <summary>Reads the end of a segment: as much of it as reaches back to a moment.</summary>
internal static class SegmentTail
{
    private const int FirstBytes = 16 * 1024;

    public static IReadOnlyList<McpSample> Read(string path, string server, DateTimeOffset from)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        for (long size = FirstBytes; ; size *= 2)
        {
            var start = Math.Max(0, file.Length - size);
            var bytes = new byte[file.Length - start];
            file.Seek(start, SeekOrigin.Begin);
            file.ReadExactly(bytes);
            var (samples, reaches) = Parse(bytes, server, from, isWhole: start == 0);
            if (reaches || start == 0)
            {
                return samples;
            }
        }
    }

    private static (List<McpSample> Samples, bool Reaches) Parse(ReadOnlySpan<byte> bytes, string server, DateTimeOffset from, bool isWhole)
    {
        var parser = new SampleParser(server);
        var samples = new List<McpSample>();
        var reaches = isWhole;
        var rest = isWhole ? bytes : bytes[(bytes.IndexOf((byte)'\n') + 1)..];
        for (var length = rest.IndexOf((byte)'\n'); length >= 0; length = rest.IndexOf((byte)'\n'))
        {
            var head = SampleLine.Checked(rest[..length]);

            // In the middle of a file samples cannot be read before the first line that names the columns; a file of a server that never had a figure has none.
            if (!head.IsEmpty && parser.Read(head) is { } sample && (isWhole || parser.Columns.Count > 0))
            {
                reaches |= sample.Slot < from;
                if (sample.Slot >= from)
                {
                    samples.Add(sample);
                }
            }

            rest = rest[(length + 1)..];
        }

        return (samples, reaches);
    }
}
