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
    private static readonly byte[] Magic = [0x1f, 0x8b, 0x08];
    private readonly string _plain = new([.. table.Select(character => char.IsLetterOrDigit(character) || character is '_' or '.' ? character : '-')]);
    private FileStream? _file;

    /// <summary>The file; empty until there is a row.</summary>
    public string FilePath { get; private set; } = "";

    /// <summary>Takes away what the last run left half written.</summary>
    /// <returns>The file that was mended; null when none was.</returns>
    public string? Mend()
    {
        var last = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"{_plain}-*.jsonl.gz").Max(StringComparer.Ordinal) : null;
        if (last is null || Whole(last) >= 0)
        {
            return null;
        }

        var bytes = File.ReadAllBytes(last);
        for (var at = bytes.AsSpan().LastIndexOf(Magic); at >= 0; at = bytes.AsSpan(0, at).LastIndexOf(Magic))
        {
            // The magic may stand within a member by chance, so what is left must be whole.
            if (at == 0 || Lines(new MemoryStream(bytes, 0, at, writable: false)) >= 0)
            {
                using var file = new FileStream(last, FileMode.Open, FileAccess.Write);
                file.SetLength(at);
                file.Flush(flushToDisk: true);
                break;
            }
        }

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

        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new StreamWriter(gzip, new UTF8Encoding(false)))
        {
            foreach (var row in rows)
            {
                writer.Write(row);
                writer.Write('\n');
            }
        }

        var before = _file.Position;
        try
        {
            _file.Write(member.GetBuffer(), 0, (int)member.Length);
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

    private static long Whole(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Lines(file);
    }

    private static long Lines(Stream source)
    {
        try
        {
            // What ends in the middle of a member ends without a word, but not with its length and checksum.
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
