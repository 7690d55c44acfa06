using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpOps.Protocol;

/// <summary>Writes a map of JSON as the JSON that it was read of, whatever is in it.</summary>
public sealed class McpJsonConverter : JsonConverter<McpJson>
{
    /// <inheritdoc/>
    public override McpJson? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return McpJson.Of(document.RootElement);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, McpJson value, JsonSerializerOptions options) => WriteAny(writer, value);

    private static void WriteAny(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> map:
                writer.WriteStartObject();
                foreach (var (name, member) in map)
                {
                    writer.WritePropertyName(name);
                    WriteAny(writer, member);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable<object?> list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    WriteAny(writer, item);
                }

                writer.WriteEndArray();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool yes:
                writer.WriteBooleanValue(yes);
                break;
            case long whole:
                writer.WriteNumberValue(whole);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case double large:
                writer.WriteStringValue(large.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
