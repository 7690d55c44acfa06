using System.Text.Json;

namespace McpOps.Logs.Sources;

/// <summary>Unwraps the lines of OTLP JSON, each a batch, into a line for each record, its attributes as an object (opentelemetry-proto, logs.proto).</summary>
internal sealed class OtlpText(Stream inner) : LineStream(inner)
{
    /// <summary>Whether a file begins with a batch.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) => start.StartsWith("{\"resourceLogs\":"u8);

    protected override void Take(ReadOnlySpan<byte> line)
    {
        var before = Ready.Length;
        var records = 0;
        try
        {
            var reader = new Utf8JsonReader(line);
            using var batch = JsonDocument.ParseValue(ref reader);
            foreach (var scope in Items(batch.RootElement, "resourceLogs").SelectMany(resource => Items(resource, "scopeLogs")))
            {
                foreach (var record in Items(scope, "logRecords"))
                {
                    Write(record, scope);
                    records++;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            Ready.SetLength(before);
            records = 0;
        }

        Surplus += Math.Max(0, records - 1);

        if (Ready.Length == before)
        {
            Ready.Write(line);
        }
    }

    private void Write(JsonElement record, JsonElement scope)
    {
        using (var writer = new Utf8JsonWriter(Ready))
        {
            writer.WriteStartObject();
            foreach (var property in record.EnumerateObject().Where(property => property.Name != "attributes"))
            {
                property.WriteTo(writer);
            }

            if (scope.TryGetProperty("scope", out var source) && source.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String)
            {
                writer.WriteString("logger", name.GetString());
            }

            writer.WriteStartObject("attributes");
            foreach (var attribute in Items(record, "attributes"))
            {
                if (attribute.TryGetProperty("key", out var key) && attribute.TryGetProperty("value", out var value) && value.EnumerateObject().FirstOrDefault() is { Value.ValueKind: not JsonValueKind.Undefined } typed)
                {
                    writer.WritePropertyName(key.GetString()!);
                    typed.Value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        Ready.WriteByte((byte)'\n');
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var items) && items.ValueKind is JsonValueKind.Array ? items.EnumerateArray() : [];
}
