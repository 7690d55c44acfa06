using System.Globalization;
using System.Text.Json;
using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>A number in JSON: true and false count as 1 and 0, a text that is a number as that.</summary>
internal static class JsonFigure
{
    /// <summary>The number that a path leads to.</summary>
    /// <exception cref="FormatException">The path is none, leads nowhere, or to no number.</exception>
    public static double At(JsonElement root, string path)
    {
        var way = JsonPath.Read(path, out var rest);
        if (!rest.IsEmpty)
        {
            throw new FormatException($"{path} is no JSON path such as $.cache.size.");
        }

        var found = way.Select(root).ToList();
        return found switch
        {
            [] => throw new FormatException($"{path} leads nowhere in its answer."),
            [{ ValueKind: JsonValueKind.Number } number] => number.GetDouble(),
            [{ ValueKind: JsonValueKind.True }] => 1,
            [{ ValueKind: JsonValueKind.False }] => 0,
            [{ ValueKind: JsonValueKind.Array } list] => list.GetArrayLength(),
            [{ ValueKind: JsonValueKind.String } text] when double.TryParse(text.GetString()!.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
            _ => throw new FormatException($"{path} leads to no number."),
        };
    }
}
