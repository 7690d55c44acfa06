using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace McpOps.Cli.Serve;

/// <summary>The headers <c>Mcp-Param-…</c>, by which a client of 2026-07-28 repeats arguments for the routers on the way (SEP-2243).</summary>
internal static class ParameterHeaders
{
    // What every client can tell apart from its neighbours: JavaScript's numbers are doubles.
    private const decimal MaxSafeInteger = 9_007_199_254_740_991;

    /// <summary>What is wrong with the headers for these arguments; null when nothing is.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="schema">The tool's input schema, whose properties name their header as <c>x-mcp-header</c>.</param>
    /// <param name="arguments">The call's arguments.</param>
    public static string? Check(IHeaderDictionary headers, JsonElement schema, JsonObject? arguments)
    {
        if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        return properties.EnumerateObject()
            .Select(property => CheckProperty(headers, property.Value, arguments?[property.Name]))
            .FirstOrDefault(fault => fault is not null);
    }

    private static string? CheckProperty(IHeaderDictionary headers, JsonElement property, JsonNode? argument)
    {
        if (property.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        if (!property.TryGetProperty("x-mcp-header", out var name) || name.ValueKind is not JsonValueKind.String)
        {
            return Check(headers, property, argument as JsonObject);
        }

        var header = $"Mcp-Param-{name.GetString()}";
        var given = headers.TryGetValue(header, out var values);
        if (argument is null)
        {
            return given ? $"The header {header} is there, and its argument is not." : null;
        }

        return !given ? $"The header {header} is missing."
            : HeaderText.Decode(values.ToString()) is not { } value ? $"The header {header} is not well-formed."
            : Same(value, argument) ? null : $"The header {header} does not match its argument.";
    }

    private static bool Same(string header, JsonNode argument)
    {
        if (argument.GetValueKind() is not JsonValueKind.Number)
        {
            return header == (argument is JsonValue value && value.TryGetValue(out string? text) ? text : argument.ToJsonString());
        }

        return decimal.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out var left)
            && decimal.TryParse(argument.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var right)
            && left == right && Math.Abs(left) <= MaxSafeInteger;
    }
}
