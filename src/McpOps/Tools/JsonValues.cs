using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json.Nodes;

namespace McpOps.Commands;

/// <summary>Values of PowerShell as JSON, so that a hashtable is what a tool gets.</summary>
internal static class JsonValues
{
    // A hashtable may hold itself.
    private const int MaxDepth = 32;

    /// <summary>A hashtable as an object; an empty one for null.</summary>
    /// <exception cref="McpOpsException"><c>InvalidToolArgument</c>: it is nested without end.</exception>
    public static JsonObject Of(IDictionary? map) => map is null ? [] : Map(map, 0);

    private static JsonNode? Of(object? value, int depth) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        _ when depth > MaxDepth => throw new McpOpsException("InvalidToolArgument", McpErrorCategory.InvalidArgument, $"The arguments are nested more than {MaxDepth} deep. Does one of them hold itself?"),
        null => null,
        JsonNode node => node.DeepClone(),
        string text => JsonValue.Create(text),
        char character => JsonValue.Create(character.ToString()),
        bool flag => JsonValue.Create(flag),
        SwitchParameter flag => JsonValue.Create(flag.IsPresent),
        int or long or short or byte or uint or sbyte or ushort => JsonValue.Create(Convert.ToInt64(value is PSObject number ? number.BaseObject : value, CultureInfo.InvariantCulture)),
        double number => JsonValue.Create(number),
        float number => JsonValue.Create(number),
        decimal number => JsonValue.Create(number),
        DateTime time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
        DateTimeOffset time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
        IDictionary map => Map(map, depth),
        PSCustomObject => Record((PSObject)value!, depth),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(item => Of(item, depth + 1))]),
        var other => JsonValue.Create(other.ToString()),
    };

    private static JsonObject Map(IDictionary map, int depth)
    {
        var json = new JsonObject();
        foreach (DictionaryEntry entry in map)
        {
            json[entry.Key.ToString()!] = Of(entry.Value, depth + 1);
        }

        return json;
    }

    private static JsonObject Record(PSObject record, int depth)
    {
        var json = new JsonObject();
        foreach (var property in record.Properties)
        {
            json[property.Name] = Of(property.Value, depth + 1);
        }

        return json;
    }
}
