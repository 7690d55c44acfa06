using System.Text.Json;
using McpOps.Protocol.Rpc;

namespace McpOps.Protocol;

/// <summary>A list that servers hand out in pages.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Member">The member of the answer that holds the page.</param>
/// <param name="Key">The member that every item has.</param>
/// <param name="Words">What it is called in messages, such as <c>tool list</c>.</param>
internal sealed record PagedList(string Method, string Member, string Key, string Words)
{
    // A survey's largest server had 157 tools. A server whose list has no end must not keep us until the time-out.
    private const int MaxPages = 500;

    public static readonly PagedList Tools = new(Methods.ListTools, "tools", "name", "tool list");
    public static readonly PagedList Resources = new(Methods.ListResources, "resources", "uri", "list of resources");
    public static readonly PagedList ResourceTemplates = new(Methods.ListResourceTemplates, "resourceTemplates", "uriTemplate", "list of templates") { IsOptional = true };
    public static readonly PagedList Prompts = new(Methods.ListPrompts, "prompts", "name", "list of prompts");

    /// <summary>Makes a request of the server, in the way of the session.</summary>
    internal delegate Task<RpcReply> Request(string method, Action<Utf8JsonWriter>? writeParams, CancellationToken cancellationToken);

    /// <summary>Whether a server that does not know the method just has none.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The items, all pages, as the server sent them.</summary>
    /// <param name="request">Makes a request.</param>
    /// <param name="isModern">The era.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<JsonElement>> ReadAsync(Request request, bool isModern, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var reply = await request(Method, cursor is null ? null : json => json.WriteString("cursor"u8, cursor), cancellationToken);
            if (reply.Error is { } error)
            {
                return IsOptional && error.Code is RpcError.MethodNotFound ? [] : throw error.Refusal($"It refuses {Method}");
            }

            var page = Json.Member(reply.Result, Member);
            if (page.ValueKind is not JsonValueKind.Array || page.EnumerateArray().Any(item => Json.Text(item, Key) is null))
            {
                throw new McpProtocolException(McpVerdict.ProtocolError, $"Its answer to {Method} is no list of named {Member}. This is a fault of the server.");
            }

            items.AddRange(page.EnumerateArray());
            cursor = Cursor(Json.Member(reply.Result, "nextCursor"), isModern);
            if (cursor is not null && (!cursors.Add(cursor) || cursors.Count >= MaxPages))
            {
                throw new McpProtocolException(McpVerdict.ProtocolError, $"Its {Words} has no end: after {cursors.Count} pages and {items.Count} {Member} there is another. Look at how the server makes its cursors.");
            }
        }
        while (cursor is not null);
        return items;
    }

    // Before 2026-07-28 clients take an empty cursor for the end, and servers that write it mean that; since then it is one like any other.
    private string? Cursor(JsonElement value, bool isModern) => value.ValueKind is JsonValueKind.Undefined ? null
        : Json.Text(value) is { } cursor ? cursor.Length > 0 || isModern ? cursor : null
        : throw new McpProtocolException(McpVerdict.ProtocolError, $"The cursor to the next page of its {Words} is no text: {Plain.Text(value.GetRawText())}. This is a fault of the server.");
}
