using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Serve;

/// <summary>The rules that revision 2026-07-28 lays on each HTTP request: versions, methods and names agree between headers and body.</summary>
internal static class ModernRequest
{
    public const string Version = "2026-07-28";

    private static readonly string[] LegacyVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

    // What the revision has, less what a server may leave out at will: a request for anything else is answered 404 before it is dispatched.
    // The library would tell of an error before the status line is sent, but only within 250 ms, which a busy machine can exceed.
    private static readonly string[] Methods =
    [
        "server/discover", "subscriptions/listen", "tools/list", "tools/call", "prompts/list", "prompts/get",
        "resources/list", "resources/read", "resources/templates/list", "completion/complete",
    ];

    public static bool IsModern(HttpRequest request) => string.CompareOrdinal(DeclaredVersion(request), Version) >= 0;

    /// <summary>What the header says; empty when there is none.</summary>
    public static string DeclaredVersion(HttpRequest request) => request.Headers["MCP-Protocol-Version"].ToString();

    /// <summary>A version that nobody speaks; null when the header is absent or known.</summary>
    public static RequestFault? UnknownVersion(HttpRequest request)
    {
        var version = DeclaredVersion(request);
        if (version.Length == 0 || version == Version || LegacyVersions.Contains(version, StringComparer.Ordinal))
        {
            return null;
        }

        // Only what a request can ask for by its header: the others are agreed on by initialize.
        var data = new JsonObject { ["supported"] = new JsonArray(Version), ["requested"] = version };
        return new(StatusCodes.Status400BadRequest, McpErrorCode.UnsupportedProtocolVersion, $"MCP-Protocol-Version '{version}' is not supported.", JsonElement.Parse(data.ToJsonString()));
    }

    /// <summary>What is wrong with the message; null when nothing is.</summary>
    public static RequestFault? Check(HttpRequest request, JsonRpcMessage message, McpServerPrimitiveCollection<McpServerTool>? tools)
    {
        var (method, parameters) = message switch
        {
            JsonRpcRequest { Method: var name, Params: var values } => (name, values as JsonObject),
            JsonRpcNotification { Method: var name, Params: var values } => (name, values as JsonObject),
            _ => (null, null),
        };

        var meta = parameters?["_meta"] as JsonObject;
        var declared = Text(meta?[MetaKeys.ProtocolVersion]);
        if (!IsModern(request))
        {
            return string.CompareOrdinal(declared, Version) >= 0 ? Mismatch($"The body declares version {declared}, and the header MCP-Protocol-Version does not.") : null;
        }

        if (method is not null && request.Headers["Mcp-Method"].ToString() is var header && header != method)
        {
            return Mismatch(header.Length == 0 ? "The header Mcp-Method is missing." : $"The header Mcp-Method is '{header}', and the body's method is '{method}'.");
        }

        if (declared is not null && declared != DeclaredVersion(request))
        {
            return Mismatch($"The header MCP-Protocol-Version does not match the body's version '{declared}'.");
        }

        if (message is not JsonRpcRequest)
        {
            return null;
        }

        if (Name(method!, parameters) is { } routed && HeaderText.Decode(request.Headers["Mcp-Name"].ToString()) != routed)
        {
            return Mismatch($"The header Mcp-Name does not match '{routed}' in the body.");
        }

        if (declared is null || meta?[MetaKeys.ClientCapabilities] is not JsonObject)
        {
            return new(StatusCodes.Status400BadRequest, McpErrorCode.InvalidParams, $"A request of version {Version} carries _meta with the protocol version and the client's capabilities.");
        }

        if (!Methods.Contains(method, StringComparer.Ordinal))
        {
            return new(StatusCodes.Status404NotFound, McpErrorCode.MethodNotFound, $"Method '{method}' is not available in version {Version}.");
        }

        return method == RequestMethods.ToolsCall && tools is not null && tools.TryGetPrimitive(Text(parameters?["name"]) ?? "", out var tool)
            && ParameterHeaders.Check(request.Headers, tool.ProtocolTool.InputSchema, parameters?["arguments"] as JsonObject) is { } why
                ? Mismatch(why)
                : null;
    }

    /// <summary>The status of an answer that begins with an error.</summary>
    public static int Status(int code) => (McpErrorCode)code switch
    {
        McpErrorCode.MethodNotFound => StatusCodes.Status404NotFound,
        McpErrorCode.MissingRequiredClientCapability or McpErrorCode.UnsupportedProtocolVersion or McpErrorCode.HeaderMismatch => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status200OK,
    };

    private static RequestFault Mismatch(string message) => new(StatusCodes.Status400BadRequest, McpErrorCode.HeaderMismatch, message);

    private static string? Name(string method, JsonObject? parameters) => method switch
    {
        "tools/call" or "prompts/get" => Text(parameters?["name"]),
        "resources/read" => Text(parameters?["uri"]),
        _ => null,
    };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
