using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpOps.Monitoring;

/// <summary>Texts as Grafana reads them.</summary>
internal static class GrafanaText
{
    // Not for a page: a quote is a quote.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A literal of PromQL in which Grafana finds no variable of its own.</summary>
    public static string Quoted(string text) => PromText.Quoted(text).Replace("$", "\\x24", StringComparison.Ordinal).Replace("[[", "\\x5b\\x5b", StringComparison.Ordinal);

    /// <summary>A text of a provisioning file, in which Grafana puts variables of its environment.</summary>
    public static string Provisioned(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    /// <summary>A document; the same on every system.</summary>
    public static string Write(JsonObject node) => node.ToJsonString(Readable).Replace("\r\n", "\n", StringComparison.Ordinal) + "\n";
}
