using McpOps.Protocol.Rpc;
using McpOps.Servers;

namespace McpOps.Protocol.Http;

/// <summary>
/// Looks where else on the same host MCP is spoken, so that a wrong address gets an answer that helps. It asks with <c>server/discover</c>, which makes no
/// session on any server, and opens an event stream for a moment where the older transport may be.
/// </summary>
internal sealed class PathHunt(HttpLine line, string transport)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly string[] Paths = ["/mcp", "/"];

    /// <summary>Looks, for two seconds at most.</summary>
    public async Task<Whereabouts> FindAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var here = line.Url;
        var tries = new List<Task<string?>>();
        if (transport is McpTransport.Sse)
        {
            tries.Add(TryStreamableAsync(here, "It speaks Streamable HTTP, not the older HTTP+SSE transport. Set the server's transport to http.", limit.Token));
        }
        else
        {
            tries.Add(TrySseAsync(here, "It speaks the older HTTP+SSE transport. Set the server's transport to sse.", limit.Token));
        }

        foreach (var path in Paths.Where(path => path != here.AbsolutePath))
        {
            var there = new Uri(here, path);
            tries.Add(TryStreamableAsync(there, $"MCP is not spoken at {here.AbsolutePath}, but at {there}. Use that address{(transport is McpTransport.Sse ? ", with the transport http" : "")}.", limit.Token));
        }

        if (here.AbsolutePath != "/sse")
        {
            var there = new Uri(here, "/sse");
            tries.Add(TrySseAsync(there, $"MCP is not spoken at {here.AbsolutePath}, but over the older HTTP+SSE transport at {there}. Use that address, with the transport sse.", limit.Token));
        }

        // In the order of the tries, so that the nearest explanation wins.
        var found = await Task.WhenAll(tries);
        var advice = Array.Find(found, one => one is not null);
        return new Whereabouts(advice, SseHere: transport is McpTransport.Http && found[0] is not null);
    }

    private async Task<string?> TryStreamableAsync(Uri url, string answer, CancellationToken cancellationToken)
    {
        try
        {
            var call = new RpcCall(Methods.Discover, ProtocolVersions.Modern);
            using var response = await line.SendAsync(Create, url, cancellationToken);
            var mediaType = response.Content.Headers.ContentType?.MediaType;
            if (HttpMessages.IsJson(mediaType))
            {
                var body = await HttpBody.ReadAllAsync(response, line.MaxBytes, cancellationToken);
                return RpcMessage.TryParse(body.Span, out var messages) && messages[0].IsReply ? answer : null;
            }

            return response.IsSuccessStatusCode && mediaType is HttpMessages.Events ? answer : null;

            HttpRequestMessage Create(Uri to)
            {
                var request = line.CreateRequest(HttpMethod.Post, to);
                request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", call.Version);
                HttpMessages.AddBody(request, call.Write(id: 1));
                HttpMessages.AddModernHeaders(request, call);
                return request;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<string?> TrySseAsync(Uri url, string answer, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await line.SendAsync(line.CreateEventRequest, url, cancellationToken);
            if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType is not HttpMessages.Events)
            {
                return null;
            }

            await foreach (var item in HttpBody.ReadEventsAsync(response, line.MaxBytes, cancellationToken))
            {
                return item.Type is "endpoint" ? answer : null;
            }

            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}

/// <summary>Where MCP was found instead.</summary>
/// <param name="Advice">What to change, in words; null when it was found nowhere.</param>
/// <param name="SseHere">Whether the very address speaks the older HTTP+SSE transport.</param>
internal sealed record Whereabouts(string? Advice, bool SseHere);
