using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using McpOps.Backups.Archive;

namespace McpOps.Backups.Manifests;

/// <summary>Writes the list of an archive's entries as compressed JSON lines, in the archive's order, as they are archived.</summary>
/// <remarks>A million files are a million lines and no memory. <c>zcat FILE | jq</c> reads it.</remarks>
internal sealed class FileIndexWriter : IDisposable
{
    private const int FlushAt = 64 * 1024;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new(FlushAt * 2);
    private readonly Utf8JsonWriter _json;
    private readonly Stream _gzip;

    public FileIndexWriter(Stream output)
    {
        _json = new Utf8JsonWriter(_buffer, Options);
        _gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
    }

    public void Write(IndexEntry line)
    {
        var entry = line.Entry;
        _json.WriteStartObject();
        Path("path", entry.Path);
        _json.WriteString("type", TypeText(entry.Kind));
        if (entry.Kind is TarKind.File)
        {
            _json.WriteNumber("size", entry.Size);
        }

        _json.WriteString("mode", Convert.ToString(entry.Mode, 8).PadLeft(4, '0'));
        _json.WriteNumber("uid", entry.User);
        _json.WriteNumber("gid", entry.Group);
        _json.WriteString("user", entry.UserName);
        _json.WriteString("group", entry.GroupName);
        _json.WriteString("mtime", TimeText(entry.Modified));
        if (line.Sha256 is not null)
        {
            _json.WriteString("sha256", line.Sha256);
        }

        if (entry.Target.Length > 0)
        {
            Path("target", entry.Target);
        }

        Flag("sparse", entry.Extents is not null);
        Flag("changed", line.Changed);
        Flag("superseded", line.Superseded);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FlushAt)
        {
            Flush();
        }
    }

    /// <summary>Ends the list.</summary>
    public void Dispose()
    {
        Flush();
        _gzip.Dispose();
        _json.Dispose();
    }

    internal static string TypeText(TarKind kind) => kind switch
    {
        TarKind.File => "file",
        TarKind.Folder => "folder",
        TarKind.Link => "link",
        TarKind.HardLink => "hardlink",
        TarKind.Fifo => "fifo",
        _ => "device",
    };

    /// <summary>A time to the nanosecond, as ISO 8601.</summary>
    internal static string TimeText(Int128 nanoseconds)
    {
        var (seconds, rest) = Int128.DivRem(nanoseconds, 1_000_000_000);
        if (rest < 0)
        {
            (seconds, rest) = (seconds - 1, rest + 1_000_000_000);
        }

        return seconds >= -62135596800 && seconds <= 253402300799
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + $".{(long)rest:D9}Z"
            : TarFormat.Time(nanoseconds);
    }

    // A path that is not UTF-8 is shown as well as it can be, and its bytes stand beside it.
    private void Path(string name, byte[] path)
    {
        if (Utf8.IsValid(path))
        {
            _json.WriteString(name, path);
            return;
        }

        _json.WriteString(name, Encoding.UTF8.GetString(path));
        _json.WriteBase64String(name + "Base64", path);
    }

    private void Flag(string name, bool value)
    {
        if (value)
        {
            _json.WriteBoolean(name, true);
        }
    }

    private void Flush()
    {
        _gzip.Write(_buffer.WrittenSpan);
        _buffer.Clear();
    }
}
