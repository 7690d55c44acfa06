using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpOps.Protocol;

/// <summary>The lock file <c>mcpops.lock.json</c>: which tools, texts and annotations were accepted, by server. Audits and the watch hold servers against it; looking never writes it.</summary>
public sealed record ToolLock
{
    /// <summary>The name of the file, beside the inventory.</summary>
    public const string FileName = "mcpops.lock.json";

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Default,
        TypeInfoResolver = ToolLockJson.Default,
    };

    /// <summary>The version of the form: 1.</summary>
    public int Version { get; init => field = value is 0 ? 1 : value; } = 1;

    /// <summary>The servers by name.</summary>
    public OrdinalMap<LockedServer> Servers { get; init => field = value ?? []; } = [];

    /// <summary>The accounts of the host, by name: number, group, shell and groups with power; null when none were taken.</summary>
    public OrdinalMap<string>? Accounts { get; init; }

    /// <summary>Where it is.</summary>
    /// <param name="inventory">The inventory.</param>
    public static string Beside(string inventory) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(inventory))!, FileName);

    /// <summary>Reads it; an empty one when there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpOpsException">LockNotReadable.</exception>
    public static async Task<ToolLock> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var text = await Task.Run(() => RegularFile.ReadAllBytes(path), cancellationToken);
            using var document = JsonDocument.Parse(text);
            var read = document.RootElement.Deserialize(Form.Of<ToolLock>()) ?? throw new JsonException("It is empty.");
            return read.Version != 1 ? throw new JsonException($"It is of version {read.Version}, and this McpOps reads 1.")
                : !NamesNull(document.RootElement) && read.Servers?.Values.All(server => server?.IsWhole() is true) is true && read.Accounts?.Values.All(account => account is not null) is not false ? read
                : throw new JsonException("Something that it must have is null.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ToolLock();
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("LockNotReadable", McpErrorCategory.InvalidData, $"The lock file '{path}' cannot be read: {Sentences.Ended(exception.Message)} Bring it back from version control, or remove it and accept the tools anew.", path, exception);
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpOpsException">LockNotWritable.</exception>
    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await WholeFile.WriteAsync(path, (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(this, Form.Of<ToolLock>()), (byte)'\n'], cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("LockNotWritable", McpErrorCategory.PermissionDenied, $"The lock file '{path}' cannot be written: {Sentences.Ended(exception.Message)} Give this account the right to write it, or name another with --lock (-Lock).", path, exception);
        }
    }

    // What is left out is empty; what is there and null was not written by us.
    private static bool NamesNull(JsonElement root) => root.TryGetProperty("servers", out var servers)
        && (servers.ValueKind is JsonValueKind.Null || servers.EnumerateObject().Any(server => server.Value.ValueKind is JsonValueKind.Object && server.Value.TryGetProperty("tools", out var tools) && tools.ValueKind is JsonValueKind.Null));
}

/// <summary>How the lock file is read and written.</summary>
[JsonSerializable(typeof(ToolLock))]
internal sealed partial class ToolLockJson : JsonSerializerContext;
