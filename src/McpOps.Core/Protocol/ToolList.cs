using System.Text;
using System.Text.Json;
using McpOps.Protocol.Rpc;

namespace McpOps.Protocol;

/// <summary>Reads the tool list of a server.</summary>
internal static class ToolList
{
    // A survey's largest server had 157 tools. A server whose list has no end must not keep us until the time-out.
    private const int MaxPages = 500;

    // JSON schemas in English come to about 3.9 bytes a token (157 tools: 336 KB, 86,000 tokens); four is the field's rule of thumb.
    private const int BytesPerToken = 4;

    /// <summary>Makes a request of the server, in the way of the session.</summary>
    internal delegate Task<RpcReply> Request(string method, Action<Utf8JsonWriter>? writeParams, CancellationToken cancellationToken);

    /// <summary>The definitions, all pages, as the server sent them.</summary>
    /// <param name="request">Makes a request.</param>
    /// <param name="handshake">The era, and whether tools were declared.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IReadOnlyList<JsonElement>> ReadAsync(Request request, Handshake handshake, CancellationToken cancellationToken)
    {
        var definitions = new List<JsonElement>();
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var reply = await request(Methods.ListTools, cursor is null ? null : json => json.WriteString("cursor"u8, cursor), cancellationToken);
            if (reply.Error is not null && !handshake.DeclaresTools)
            {
                // It has no tools, and said so in its handshake.
                return [];
            }

            var page = Json.Member(reply.Result, "tools");
            if (page.ValueKind is not JsonValueKind.Array || page.EnumerateArray().Any(tool => Json.Text(tool, "name") is null))
            {
                throw new McpProtocolException(McpVerdict.ProtocolError, $"Its answer to {Methods.ListTools} is no list of named tools. This is a fault of the server.");
            }

            definitions.AddRange(page.EnumerateArray());
            cursor = Cursor(Json.Member(reply.Result, "nextCursor"), handshake.IsModern);
            if (cursor is not null && (!cursors.Add(cursor) || cursors.Count >= MaxPages))
            {
                throw new McpProtocolException(McpVerdict.ProtocolError, $"Its tool list has no end: after {cursors.Count} pages and {definitions.Count} tools there is another. Look at how the server makes its cursors.");
            }
        }
        while (cursor is not null);
        return definitions;
    }

    // Before 2026-07-28 clients take an empty cursor for the end, and servers that write it mean that; since then it is one like any other.
    private static string? Cursor(JsonElement value, bool isModern) => value.ValueKind is JsonValueKind.Undefined ? null
        : Json.Text(value) is { } cursor ? cursor.Length > 0 || isModern ? cursor : null
        : throw new McpProtocolException(McpVerdict.ProtocolError, $"The cursor to the next page of its tool list is no text: {Plain.Text(value.GetRawText())}. This is a fault of the server.");

    public static McpTool Describe(string server, JsonElement definition)
    {
        var schema = Json.Member(definition, "inputSchema");
        var annotations = Json.Member(definition, "annotations");
        var bytes = Encoding.UTF8.GetByteCount(definition.GetRawText());
        return new McpTool
        {
            Server = server,
            Name = Json.Text(definition, "name")!,
            Title = Json.Text(definition, "title") ?? Json.Text(annotations, "title"),
            Description = Json.Text(definition, "description"),
            ReadOnly = Json.Flag(annotations, "readOnlyHint"),
            Destructive = Json.Flag(annotations, "destructiveHint"),
            Required = ProtocolVersions.Read(Json.Member(schema, "required")),
            InputSchemaText = schema.ValueKind is JsonValueKind.Undefined ? "{}" : schema.GetRawText(),
            OutputSchemaText = Json.Member(definition, "outputSchema") is { ValueKind: not JsonValueKind.Undefined } output ? output.GetRawText() : null,
            Annotations = annotations.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : annotations.GetRawText(),
            Bytes = bytes,
            Tokens = (bytes + BytesPerToken - 1) / BytesPerToken,
        };
    }
}
