using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using McpOps.Backups.Archive;

namespace McpOps.Backups.Manifests;

/// <summary>Reads the list of an archive's entries, one after the other.</summary>
internal sealed class FileIndexReader(Stream input) : IDisposable
{
    private readonly StreamReader _lines = new(new GZipStream(input, CompressionMode.Decompress), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);

    /// <summary>The next entry; null at the end.</summary>
    /// <exception cref="InvalidDataException">The list is damaged.</exception>
    public IndexEntry? Next()
    {
        if (_lines.ReadLine() is not { } line)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(line);
            return Entry(json.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"The list of files is damaged: {exception.Message}", exception);
        }
    }

    public void Dispose() => _lines.Dispose();

    private static IndexEntry Entry(JsonElement json) => new()
    {
        Entry = new TarEntry
        {
            Path = Path(json, "path"),
            Kind = Kind(json.GetProperty("type").GetString()),
            Size = json.TryGetProperty("size", out var size) ? size.GetInt64() : 0,
            Mode = Convert.ToInt32(json.GetProperty("mode").GetString(), 8),
            User = json.GetProperty("uid").GetUInt32(),
            Group = json.GetProperty("gid").GetUInt32(),
            UserName = json.GetProperty("user").GetString() ?? "",
            GroupName = json.GetProperty("group").GetString() ?? "",
            Modified = Time(json.GetProperty("mtime").GetString() ?? ""),
            Target = json.TryGetProperty("target", out _) ? Path(json, "target") : [],
        },
        Sha256 = json.TryGetProperty("sha256", out var hash) ? hash.GetString() : null,
        Changed = json.TryGetProperty("changed", out _),
        Superseded = json.TryGetProperty("superseded", out _),
    };

    private static byte[] Path(JsonElement json, string name) =>
        json.TryGetProperty(name + "Base64", out var bytes) ? bytes.GetBytesFromBase64() : Encoding.UTF8.GetBytes(json.GetProperty(name).GetString() ?? "");

    private static TarKind Kind(string? text) => text switch
    {
        "file" => TarKind.File,
        "folder" => TarKind.Folder,
        "link" => TarKind.Link,
        "hardlink" => TarKind.HardLink,
        "fifo" => TarKind.Fifo,
        _ => throw new InvalidDataException($"The list of files is damaged: '{text}' is no type."),
    };

    private static Int128 Time(string text)
    {
        if (text.Length != 30 || text[10] != 'T')
        {
            return TarFormat.Time(text);
        }

        var seconds = DateTimeOffset.ParseExact(text[..19], "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds();
        return ((Int128)seconds * 1_000_000_000) + int.Parse(text.AsSpan(20, 9), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
