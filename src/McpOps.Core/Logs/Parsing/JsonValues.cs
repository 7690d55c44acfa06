using System.Buffers.Text;
using System.Text.Json;

namespace McpOps.Logs.Parsing;

/// <summary>Reads the value at hand as a level, a number or a length of time.</summary>
internal static class JsonValues
{
    public static LogLevel Level(ref Utf8JsonReader reader)
    {
        var value = reader.ValueSpan;
        if (reader.TokenType is JsonTokenType.Number)
        {
            return LogLevel.None;
        }

        return LogLevels.FromField(value);
    }

    /// <summary>A number, also one that is written as a text.</summary>
    public static double? Number(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.Number or JsonTokenType.String && Utf8Parser.TryParse(reader.ValueSpan, out double number, out var length) && length == reader.ValueSpan.Length ? number : null;

    /// <summary>A length of time in milliseconds: a number in the unit that its name says, or a text with a unit.</summary>
    public static double? Milliseconds(ref Utf8JsonReader reader, JsonRole role)
    {
        if (reader.TokenType is JsonTokenType.Number && Number(ref reader) is { } number)
        {
            return role switch
            {
                JsonRole.Seconds => number * 1000,
                JsonRole.Nanoseconds => number / 1e6,
                _ => number,
            };
        }

        return reader.TokenType is JsonTokenType.String && Durations.TryParse(reader.ValueSpan, role is JsonRole.Seconds ? 1000 : 1, out var milliseconds) ? milliseconds : null;
    }
}
