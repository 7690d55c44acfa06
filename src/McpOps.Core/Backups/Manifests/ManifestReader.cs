using System.Text.Json;

namespace McpOps.Backups.Manifests;

/// <summary>Reads a manifest as it is written, property by property: what the serializer works out before it reads its first one takes a third of a short listing.</summary>
internal static class ManifestReader
{
    /// <summary>The manifest; null when it is not as it is written, so that the serializer says what is wrong.</summary>
    /// <param name="json">The content of <c>manifest.json</c>.</param>
    public static Manifest? Read(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Whole(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static Manifest Whole(JsonElement json)
    {
        var manifest = new Manifest
        {
            Tool = Text(json, "tool"),
            Id = Text(json, "id"),
            Server = Text(json, "server"),
            Host = Text(json, "host"),
            CreatedAt = json.GetProperty("createdAt").GetDateTimeOffset(),
            Sequence = json.GetProperty("sequence").GetInt64(),
            DurationMs = json.GetProperty("durationMs").GetDouble(),
            Status = Text(json, "status"),
            Health = OptionalText(json, "health"),
            Parts = List(json.GetProperty("parts"), Part),
            Skipped = Optional(json, "skipped", value => List(value, Skip), []),
            SkippedCount = Number(json, "skippedCount"),
        };
        return manifest with
        {
            Schema = Optional(json, "schema", value => value.GetInt32(), manifest.Schema),
            Purpose = Optional(json, "purpose", Text, manifest.Purpose),
            Consistency = Optional(json, "consistency", Text, manifest.Consistency),
        };
    }

    private static ManifestPart Part(JsonElement json) => new()
    {
        Name = Text(json, "name"),
        Kind = Text(json, "kind"),
        File = Text(json, "file"),
        Bytes = json.GetProperty("bytes").GetInt64(),
        Sha256 = Text(json, "sha256"),
        Blocks = Texts(json, "blocks"),
        Index = Optional<ManifestFile?>(json, "index", value => value.ValueKind is JsonValueKind.Null ? null : File(value), null),
        Roots = Texts(json, "roots"),
        Include = Texts(json, "include"),
        Exclude = Texts(json, "exclude"),
        Files = Number(json, "files"),
        Folders = Number(json, "folders"),
        ContentBytes = Number(json, "contentBytes"),
        Fingerprint = OptionalText(json, "fingerprint"),
        UnchangedSince = OptionalText(json, "unchangedSince"),
        Encryption = OptionalText(json, "encryption"),
        Source = OptionalText(json, "source"),
    };

    private static ManifestFile File(JsonElement json) => new(Text(json, "file"), json.GetProperty("bytes").GetInt64(), Text(json, "sha256"));

    private static BackupSkip Skip(JsonElement json) => new(Text(json, "path"), Text(json, "reason"), Text(json, "message"));

    private static string Text(JsonElement json, string name) => Text(json.GetProperty(name));

    private static string Text(JsonElement value) => value.GetString() ?? throw new JsonException();

    private static string? OptionalText(JsonElement json, string name) => Optional(json, name, value => value.GetString(), null);

    private static long Number(JsonElement json, string name) => Optional(json, name, value => value.GetInt64(), 0L);

    private static IReadOnlyList<string> Texts(JsonElement json, string name) => Optional(json, name, value => List(value, Text), []);

    private static IReadOnlyList<T> List<T>(JsonElement values, Func<JsonElement, T> read)
    {
        var list = new List<T>(values.GetArrayLength());
        foreach (var value in values.EnumerateArray())
        {
            list.Add(read(value));
        }

        return list;
    }

    private static T Optional<T>(JsonElement json, string name, Func<JsonElement, T> read, T otherwise) => json.TryGetProperty(name, out var value) ? read(value) : otherwise;
}
