using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpOps.Servers;

/// <summary>Writes a node of a configuration as JSON in one line.</summary>
internal static class ConfigText
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(ConfigNode node) => node.Kind switch
    {
        ConfigKind.Object => node.Members.Count == 0 ? "{ }" : $"{{ {string.Join(", ", node.Members.Select(member => $"{Quoted(member.Name)}: {Of(member.Value)}"))} }}",
        ConfigKind.List => $"[{string.Join(", ", node.Items.Select(Of))}]",
        ConfigKind.Text => Quoted(node.Text),
        ConfigKind.Null => "null",
        _ => node.Text,
    };

    public static string Quoted(string text) => JsonValue.Create(text).ToJsonString(Options);
}
