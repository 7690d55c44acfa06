using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpOps.Cli.Serve;

/// <summary>The rules that revision 2026-07-28 lays on each HTTP request: versions, methods and names agree between headers and body.</summary>
internal static class ModernRequest
{
    public const string Version = "2026-07-28";

    private const string VersionHeader = "MCP-Protocol-Version";
    private static readonly string[] LegacyVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
    private static readonly string[] Versions = [Version, .. LegacyVersions];

    // What the revision has, less what a server may leave out at will: a request for anything else is answered 404 before it is dispatched,
    // because the status line cannot be chosen any more once the answer streams.
    private static readonly string[] Methods =
    [
        "server/discover", "subscriptions/listen", "tools/list", "tools/call", "prompts/list", "prompts/get",
        "resources/list", "resources/read", "resources/templates/list", "completion/complete",
    ];

    /// <summary>What is wrong with a request.</summary>
    public sealed record Fault(int Status, int Code, string Message, JsonElement? Data = null);

    public static bool IsModern(HttpRequest request) => string.CompareOrdinal(request.Headers[VersionHeader].ToString(), Version) >= 0;

    /// <summary>A version that nobody speaks; null when the header is absent or known.</summary>
    public static Fault? UnknownVersion(HttpRequest request)
    {
        var version = request.Headers[VersionHeader].ToString();
        if (version.Length == 0 || Versions.Contains(version, StringComparer.Ordinal))
        {
            return null;
        }

        var data = new JsonObject { ["supported"] = new JsonArray([.. Versions.Select(known => JsonValue.Create(known))]), ["requested"] = version };
        return new(StatusCodes.Status400BadRequest, (int)McpErrorCode.UnsupportedProtocolVersion, $"MCP-Protocol-Version '{version}' is not supported.", JsonSerializer.SerializeToElement(data));
    }

    /// <summary>What is wrong with the message; null when nothing is.</summary>
    public static Fault? Check(HttpRequest request, JsonRpcMessage message)
    {
        var (method, parameters) = message switch
        {
            JsonRpcRequest { Method: var name, Params: var values } => (name, values as JsonObject),
            JsonRpcNotification { Method: var name, Params: var values } => (name, values as JsonObject),
            _ => (null, null),
        };

        var declared = Text(parameters?["_meta"]?[MetaKeys.ProtocolVersion]);
        if (!IsModern(request))
        {
            return string.CompareOrdinal(declared, Version) >= 0 ? Mismatch($"The body declares version {declared}, and the header MCP-Protocol-Version does not.") : null;
        }

        if (method is not null && request.Headers["Mcp-Method"].ToString() is var header && header != method)
        {
            return Mismatch(header.Length == 0 ? "The header Mcp-Method is missing." : $"The header Mcp-Method is '{header}', and the body's method is '{method}'.");
        }

        if (declared is not null && declared != request.Headers[VersionHeader].ToString())
        {
            return Mismatch($"The header MCP-Protocol-Version does not match the body's version '{declared}'.");
        }

        if (message is not JsonRpcRequest)
        {
            return null;
        }

        if (Name(method!, parameters) is { } routed && Decode(request.Headers["Mcp-Name"].ToString()) != routed)
        {
            return Mismatch($"The header Mcp-Name does not match '{routed}' in the body.");
        }

        if (declared is null || parameters?["_meta"]?[MetaKeys.ClientCapabilities] is not JsonObject)
        {
            return new(StatusCodes.Status400BadRequest, (int)McpErrorCode.InvalidParams, $"A request of version {Version} carries _meta with the protocol version and the client's capabilities.");
        }

        return !Methods.Contains(method, StringComparer.Ordinal)
            ? new(StatusCodes.Status404NotFound, (int)McpErrorCode.MethodNotFound, $"Method '{method}' is not available in version {Version}.")
            : null;
    }

    private static Fault Mismatch(string message) => new(StatusCodes.Status400BadRequest, (int)McpErrorCode.HeaderMismatch, message);

    private static string? Name(string method, JsonObject? parameters) => method switch
    {
        "tools/call" or "prompts/get" => Text(parameters?["name"]),
        "resources/read" => Text(parameters?["uri"]),
        _ => null,
    };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    // A name that does not fit a header travels as =?base64?…?=.
    private static string Decode(string header)
    {
        const string Prefix = "=?base64?";
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || !header.EndsWith("?=", StringComparison.Ordinal))
        {
            return header;
        }

        var buffer = new byte[header.Length];
        return Convert.TryFromBase64String(header[Prefix.Length..^2], buffer, out var written) ? System.Text.Encoding.UTF8.GetString(buffer, 0, written) : header;
    }
}
