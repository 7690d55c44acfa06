using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using McpOps.Files;

namespace McpOps.Maintenance.Databases;

/// <summary>
/// Rows that are going to be removed, as JSON lines in gzip: a member for each batch, on the disk before the batch is committed. Whoever is killed in between leaves rows in the
/// archive and in the table, and never in neither; a member that was cut is taken away by the next run.
/// </summary>
internal sealed class RowArchive(string folder, string table, DateTimeOffset now) : IDisposable
{
    private const int PlainHeader = 10;
    private const int LengthAt = 16;
    private const int HeaderLength = 20;

    // A member of gzip (RFC 1952) with an extra field that holds its whole length, as BGZF has it: what was cut is told without guessing, and zcat reads it like any other.
    private static readonly byte[] Magic = [0x1f, 0x8b, 0x08, 0x04];
    private readonly string _plain = new([.. table.Select(character => char.IsLetterOrDigit(character) || character is '_' or '.' ? character : '-')]);
    private FileStream? _file;

    /// <summary>The file; empty until there is a row.</summary>
    public string FilePath { get; private set; } = "";

    /// <summary>Takes away what the last run left half written.</summary>
    /// <returns>The file that was mended; null when none was.</returns>
    public string? Mend()
    {
        var last = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"{_plain}-*.jsonl.gz").Max(StringComparer.Ordinal) : null;
        if (last is null)
        {
            return null;
        }

        using var file = new FileStream(last, FileMode.Open, FileAccess.ReadWrite);
        var (at, header) = (0L, new byte[HeaderLength]);
        while (file.Length - at >= HeaderLength)
        {
            file.Position = at;
            file.ReadExactly(header);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(LengthAt));
            if (!header.AsSpan(0, Magic.Length).SequenceEqual(Magic) || length < HeaderLength || at + length > file.Length)
            {
                break;
            }

            at += length;
        }

        // Only what begins like a member of ours can be one that was cut: what somebody else wrote or packed anew stays as it is.
        file.Position = at;
        var begin = file.Read(header, 0, Magic.Length);
        if (begin == 0 || !Magic.AsSpan().StartsWith(header.AsSpan(0, begin)))
        {
            return null;
        }

        file.SetLength(at);
        file.Flush(flushToDisk: true);
        return last;
    }

    /// <summary>Writes a batch; it is on the disk when this returns.</summary>
    public void Add(IReadOnlyList<string> rows)
    {
        if (_file is null)
        {
            OwnerOnly.CreateFolder(folder);
            FilePath = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{_plain}-{now:yyyyMMddTHHmmssfffZ}.jsonl.gz"));
            _file = new FileStream(FilePath, OwnerOnly.NewFile(FileMode.CreateNew));
        }

        var member = Member(rows);
        var before = _file.Position;
        try
        {
            _file.Write(member);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // A full disk: what is half there goes, and the batch is not removed.
            _file.SetLength(before);
            throw;
        }
    }

    /// <summary>Reads it back.</summary>
    /// <returns>How many rows are in it; −1 when it cannot be read to its end.</returns>
    public long Verify()
    {
        _file?.Dispose();
        _file = null;
        return FilePath.Length == 0 ? 0 : Whole(FilePath);
    }

    public void Dispose() => _file?.Dispose();

    private static byte[] Member(IReadOnlyList<string> rows)
    {
        using var plain = new MemoryStream();
        using (var gzip = new GZipStream(plain, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new StreamWriter(gzip, new UTF8Encoding(false)))
        {
            foreach (var row in rows)
            {
                writer.Write(row);
                writer.Write('\n');
            }
        }

        var body = plain.GetBuffer().AsSpan(PlainHeader, (int)plain.Length - PlainHeader);
        var member = new byte[HeaderLength + body.Length];
        Magic.CopyTo(member, 0);
        (member[9], member[10], member[12], member[13], member[14]) = (0xff, 8, (byte)'M', (byte)'O', 4);
        BinaryPrimitives.WriteUInt32LittleEndian(member.AsSpan(LengthAt), (uint)member.Length);
        body.CopyTo(member.AsSpan(HeaderLength));
        return member;
    }

    private static long Whole(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Lines(file);
    }

    private static long Lines(Stream source)
    {
        try
        {
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            var (buffer, lines, last) = (new byte[1 << 16], 0L, (byte)'\n');
            for (int read; (read = gzip.Read(buffer)) > 0; last = buffer[read - 1])
            {
                lines += buffer.AsSpan(0, read).Count((byte)'\n');
            }

            return last == '\n' ? lines : -1;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            return -1;
        }
    }
}
