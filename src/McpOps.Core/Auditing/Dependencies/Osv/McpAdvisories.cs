using System.Text.Json;

namespace McpOps.Auditing.Dependencies.Osv;

/// <summary>The advisories of MCP's own SDKs and tools, which are shipped: they are looked at without a dump. From GitHub's advisory database, as of the release.</summary>
internal static class McpAdvisories
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<OsvRecord> Read()
    {
        using var stream = typeof(McpAdvisories).Assembly.GetManifestResourceStream("McpOps.Auditing.mcp-advisories.json")!;
        return JsonSerializer.Deserialize(stream, AuditForms.Default.ListOsvRecord)!;
    }
}
