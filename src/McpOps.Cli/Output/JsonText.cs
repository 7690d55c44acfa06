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

    public static string OneLine<T>(T record) => TryGenerated(record, indented: false) ?? JsonSerializer.Serialize(record, Line.Value);

    public static string Pretty<T>(T record) => TryGenerated(record, indented: true) ?? JsonSerializer.Serialize(record, Indented.Value);

    // The writer's settings count here, not those of the serializer, which would not take the generated code with an encoder of its own.
    private static string? TryGenerated<T>(T record, bool indented)
    {
        if (LogJson.Default.GetTypeInfo(typeof(T)) is not JsonTypeInfo<T> { } known)
        {
            return null;
        }

        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = Encoder, Indented = indented }))
        {
            JsonSerializer.Serialize(writer, record, known);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
