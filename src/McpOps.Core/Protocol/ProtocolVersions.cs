using System.Text.Json;

namespace McpOps.Protocol;

/// <summary>The revisions of MCP. They are dates, so their order is that of their text.</summary>
internal static class ProtocolVersions
{
    /// <summary>The first of the modern era: stateless, <c>server/discover</c> instead of <c>initialize</c>.</summary>
    public const string Modern = "2026-07-28";

    /// <summary>The last of the legacy era.</summary>
    public const string LatestLegacy = "2025-11-25";

    private static readonly string[] Legacy = ["2024-11-05", "2025-03-26", "2025-06-18", LatestLegacy];

    public static bool IsModern(string version) => string.CompareOrdinal(version, Modern) >= 0;

    public static bool IsLegacy(string version) => Legacy.Contains(version, StringComparer.Ordinal);

    /// <summary>The newest legacy version among those that a server offers; null when it offers none that we speak.</summary>
    public static string? NewestLegacy(IEnumerable<string> offered) => offered.Where(IsLegacy).Max(StringComparer.Ordinal);

    public static IReadOnlyList<string> Read(JsonElement versions) => versions.ValueKind is JsonValueKind.Array
        ? [.. versions.EnumerateArray().Select(Json.Text).OfType<string>()]
        : [];
}
