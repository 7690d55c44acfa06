using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using McpOps.Capacity;
using McpOps.Cli.Output;

namespace McpOps.Cli.Verbs;

/// <summary>Reads results that <c>mcpops capacity --output json</c> wrote, on this host or another.</summary>
internal static class CapacityFile
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        TypeInfoResolver = RecordsJson.Default,
    };

    /// <summary>Reads a file with one result, a list of them, or one after another.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="McpOpsException"><c>ResultUnreadable</c>: no such file, no JSON, or no result of a capacity test.</exception>
    public static async Task<IReadOnlyList<McpCapacity>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var file = new MemoryStream(await NamedInput.ReadAllAsync(path, cancellationToken));
            var results = new List<McpCapacity>();
            await foreach (var value in JsonSerializer.DeserializeAsyncEnumerable(file, (JsonTypeInfo<JsonElement>)Reading.GetTypeInfo(typeof(JsonElement)), topLevelValues: true, cancellationToken))
            {
                results.AddRange(value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(Result) : [Result(value)]);
            }

            return results;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("ResultUnreadable", McpErrorCategory.InvalidData,
                $"'{path}' holds no result of a capacity test: {exception.Message} Write results by 'mcpops capacity … --output json > FILE'.", path, exception);
        }
    }

    private static McpCapacity Result(JsonElement value) => value.Deserialize((JsonTypeInfo<McpCapacity>)Reading.GetTypeInfo(typeof(McpCapacity))) ?? throw new JsonException("a value is null.");
}
