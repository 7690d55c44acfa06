using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace McpOps.Cli.Output;

/// <summary>JSON as the CLI writes it: camelCase, text readable, numbers as numbers.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Line = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = JsonTypeInfoResolver.Combine(LogJson.Default, new DefaultJsonTypeInfoResolver()),
    };

    private static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };

    public static string OneLine<T>(T record) => JsonSerializer.Serialize(record, Line);

    public static string Pretty<T>(T record) => JsonSerializer.Serialize(record, Indented);
}
