using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpOps.Backups.Manifests;

/// <summary>Reads and writes <c>manifest.json</c> and <c>SHA256SUMS</c>.</summary>
internal static class ManifestText
{
    public const string FileName = "manifest.json";
    public const string SumsName = "SHA256SUMS";

    private static readonly BackupJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });

    public static byte[] Write(Manifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, Json.Manifest);

    public static Manifest Read(byte[] json, string target)
    {
        try
        {
            var manifest = ManifestReader.Read(json) ?? JsonSerializer.Deserialize(json, Json.Manifest) ?? throw new JsonException("it is empty");
            return manifest.Schema <= Manifest.CurrentSchema ? manifest : throw new McpOpsException("ManifestTooNew", McpErrorCategory.InvalidData,
                $"'{target}' was written by {manifest.Tool} with the newer layout {manifest.Schema}. Use that version, or tar.", target);
        }
        catch (JsonException exception)
        {
            throw new McpOpsException("ManifestDamaged", McpErrorCategory.InvalidData,
                $"'{target}' cannot be read: {Sentences.Ended(exception.Message)} The archives beside it can still be opened with tar; 'sha256sum -c SHA256SUMS' tells which are whole.", target, exception);
        }
    }

    /// <summary>Reads a manifest, or a list of checksums, whole.</summary>
    /// <exception cref="McpOpsException"><c>ManifestDamaged</c>: it is larger than any that we write.</exception>
    public static async Task<byte[]> ReadAllAsync(Stream stream, string target, CancellationToken cancellationToken)
    {
        try
        {
            return await NamedInput.ReadAllAsync(stream, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new McpOpsException("ManifestDamaged", McpErrorCategory.InvalidData, $"'{target}' cannot be read: {exception.Message}", target, exception);
        }
    }

    /// <summary>Lines that <c>sha256sum -c</c> checks.</summary>
    public static string WriteSums(IEnumerable<(string File, string Sha256)> files) =>
        string.Concat(files.Select(file => $"{file.Sha256}  {file.File}\n"));

    /// <summary>Hashes by file name; null when a line is not one that <see cref="WriteSums"/> writes.</summary>
    public static Dictionary<string, string>? ReadSums(string text)
    {
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length < 67 || line[64] != ' ' || line[65] != ' ' || !line[..64].All(char.IsAsciiHexDigitLower) || !sums.TryAdd(line[66..], line[..64]))
            {
                return null;
            }
        }

        return sums.Count > 0 && text.EndsWith('\n') ? sums : null;
    }
}
