using McpOps.Logs.Parsing;
using McpOps.Logs.Sources;

namespace McpOps.Logs.Summaries;

/// <summary>Reads segments of a file into one buffer that a worker uses over and over.</summary>
internal sealed class SegmentBuffer(FileInput file, LineParser parser, CancellationToken cancellationToken)
{
    private const int FirstSize = 1 << 19;
    private byte[] _buffer = new byte[FirstSize];

    /// <summary>Bytes that were left out because their line or entry is too long.</summary>
    public long Dropped { get; private set; }

    /// <summary>Empty lines outside of entries.</summary>
    public long Blank { get; private set; }

    /// <summary>Where the first line that shows a header begins, from an offset on; the end when there is none.</summary>
    public long FirstHead(long from, long end)
    {
        // Whoever asks gets the same answer, whatever columns his own parser has met.
        var fresh = parser.Fresh();

        // The line that ends just before the offset may have begun there: start one byte earlier, behind its line end.
        var offset = from - 1;
        var length = 0;
        var inLine = true;
        while (offset < Math.Min(end, file.Length))
        {
            cancellationToken.ThrowIfCancellationRequested();
            length = file.Read(offset, _buffer);
            if (length == 0)
            {
                return end;
            }

            var start = 0;
            while (start < length)
            {
                var line = _buffer.AsSpan(start, length - start);
                var lineEnd = line.IndexOf((byte)'\n');
                if (!inLine && offset + start >= end)
                {
                    return end;
                }

                if (lineEnd < 0 && (start > 0 || inLine) && offset + length < file.Length)
                {
                    break;
                }

                var text = lineEnd < 0 ? line : line[..lineEnd];
                if (!inLine && IsHead(fresh, text))
                {
                    return offset + start;
                }

                inLine = false;
                start += lineEnd < 0 ? line.Length : lineEnd + 1;
            }

            offset += Math.Max(start, start == 0 && inLine ? length : start);
            if (start == 0 && !inLine)
            {
                // A line as long as the buffer: no head that would be judged alike elsewhere.
                inLine = true;
                offset += length;
            }
        }

        return end;
    }

    /// <summary>Reads the entries that begin within a segment. Returns how many lines they have.</summary>
    public long Scan(long begin, long end, long limit, SummarySink sink)
    {
        var scanner = new EntryScanner(parser, sink) { Offset = begin };
        var stop = limit;
        var found = false;
        var offset = begin;
        var kept = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wanted = (int)Math.Min(_buffer.Length - kept, stop - offset - kept);
            var read = wanted <= 0 ? 0 : file.Read(offset + kept, _buffer.AsSpan(kept, wanted));
            var length = kept + read;
            if (!found && offset + length > end && end < limit)
            {
                // The segment ends at the first head behind its end; look for it once.
                found = true;
                stop = new SegmentBuffer(file, parser, cancellationToken).FirstHead(end, limit);
                length = (int)Math.Min(length, stop - offset);
            }

            var final = offset + length >= stop || read == 0;
            var done = scanner.Scan(_buffer.AsSpan(0, length), final);
            if (final)
            {
                break;
            }

            kept = Advance(done, length, ref offset, scanner);
        }

        Blank += scanner.Blank;
        return scanner.Lines;
    }

    private int Advance(int done, int length, ref long offset, EntryScanner scanner)
    {
        if (done == 0 && length == _buffer.Length)
        {
            if (_buffer.Length < BlockReader.MaxEntry)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
                return length;
            }

            // One entry fills the whole buffer: take what is there, and go on behind the end of its line.
            var taken = scanner.Scan(_buffer.AsSpan(0, length), final: true);
            var next = NextLine(offset + taken);
            Dropped += next - offset - taken;
            offset = next;
            scanner.Offset = next;
            return 0;
        }

        _buffer.AsSpan(done, length - done).CopyTo(_buffer);
        offset += done;
        return length - done;
    }

    private long NextLine(long offset)
    {
        if (_buffer[^1] == '\n')
        {
            return offset;
        }

        var block = new byte[1 << 18];
        while (file.Read(offset, block) is > 0 and var read)
        {
            // A log that was truncated while it was written begins with a hole, a single line of any length.
            cancellationToken.ThrowIfCancellationRequested();
            var end = block.AsSpan(0, read).IndexOf((byte)'\n');
            if (end >= 0)
            {
                return offset + end + 1;
            }

            offset += read;
        }

        return offset;
    }

    private static bool IsHead(LineParser fresh, ReadOnlySpan<byte> line)
    {
        fresh.Parse(LineText.Clean(line.Length > 0 && line[^1] == '\r' ? line[..^1] : line), out var result);
        return result is { Parsed: true, Inherits: false };
    }
}
