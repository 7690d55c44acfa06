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

    private static readonly Lazy<JsonSerializerOptions> Options = new(() => new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        TypeInfoResolver = RecordsJson.Default,
    });

    public static string OneLine<T>(T record) => Write(writer => JsonSerializer.Serialize(writer, record, Known<T>()));

    public static string Pretty<T>(T record) => Write(writer => JsonSerializer.Serialize(writer, record, Known<T>()), indented: true);

    /// <summary>A list: generated code knows records, and not each kind of list of them.</summary>
    public static string OneLineOfAll<T>(IEnumerable<T> records) => Write(writer => WriteAll(writer, records, Known<T>()));

    /// <summary>The same, indented.</summary>
    public static string PrettyOfAll<T>(IEnumerable<T> records) => Write(writer => WriteAll(writer, records, Known<T>()), indented: true);

    /// <summary>A line for each record, each with its line end.</summary>
    public static string Lines<T>(IReadOnlyList<T> records)
    {
        var (bytes, known) = (new ArrayBufferWriter<byte>(512 * (records.Count + 1)), Known<T>());
        using var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = Encoder });
        foreach (var record in records)
        {
            writer.Reset();
            JsonSerializer.Serialize(writer, record, known);
            writer.Flush();
            bytes.Write("\n"u8);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static JsonTypeInfo<T> Known<T>() => LogJson.Default.GetTypeInfo(typeof(T)) as JsonTypeInfo<T> ?? (JsonTypeInfo<T>)Options.Value.GetTypeInfo(typeof(T));

    private static void WriteAll<T>(Utf8JsonWriter writer, IEnumerable<T> records, JsonTypeInfo<T> known)
    {
        writer.WriteStartArray();
        foreach (var record in records)
        {
            JsonSerializer.Serialize(writer, record, known);
        }

        writer.WriteEndArray();
    }

    // The writer's settings count here, not those of the serializer, which would not take the generated code with an encoder of its own.
    private static string Write(Action<Utf8JsonWriter> write, bool indented = false)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = Encoder, Indented = indented });
        write(writer);
        writer.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
