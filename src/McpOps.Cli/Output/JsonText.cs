using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace McpOps.Cli.Output;

/// <summary>JSON as the CLI writes it: camelCase, text readable, numbers as numbers.</summary>
internal static class JsonText
{
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly Lazy<JsonSerializerOptions> Line = new(() => new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = Encoder,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    });

    private static readonly Lazy<JsonSerializerOptions> Indented = new(() => new JsonSerializerOptions(Line.Value) { WriteIndented = true });

    public static string OneLine<T>(T record) => Generated<T>() is { } known ? Write([record], known, indented: false) : JsonSerializer.Serialize(record, Line.Value);

    public static string Pretty<T>(T record) => Generated<T>() is { } known ? Write([record], known, indented: true) : JsonSerializer.Serialize(record, Indented.Value);

    /// <summary>A line for each record, each with its line end.</summary>
    public static string Lines<T>(IReadOnlyList<T> records) =>
        Generated<T>() is { } known ? Write(records, known, indented: false, lineEnd: "\n"u8) : string.Concat(records.Select(record => OneLine(record) + "\n"));

    private static JsonTypeInfo<T>? Generated<T>() => LogJson.Default.GetTypeInfo(typeof(T)) as JsonTypeInfo<T>;

    // The writer's settings count here, not those of the serializer, which would not take the generated code with an encoder of its own.
    private static string Write<T>(IReadOnlyList<T> records, JsonTypeInfo<T> known, bool indented, ReadOnlySpan<byte> lineEnd = default)
    {
        var bytes = new ArrayBufferWriter<byte>(512 * (records.Count + 1));
        using var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = Encoder, Indented = indented });
        foreach (var record in records)
        {
            writer.Reset();
            JsonSerializer.Serialize(writer, record, known);
            writer.Flush();
            bytes.Write(lineEnd);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
