using System.Net;
using System.Net.Http.Headers;
using McpOps.Protocol.Rpc;

namespace McpOps.Protocol.Http;

/// <summary>What every message over HTTP has in common.</summary>
internal static class HttpMessages
{
    public const string Json = "application/json";
    public const string Events = "text/event-stream";

    private static readonly MediaTypeHeaderValue JsonType = new(Json);

    public static bool IsJson(string? mediaType) => mediaType is not null
        && (mediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    public static void AddBody(HttpRequestMessage request, ReadOnlyMemory<byte> message)
    {
        request.Headers.TryAddWithoutValidation("Accept", $"{Json}, {Events}");
        request.Content = new ReadOnlyMemoryContent(message) { Headers = { ContentType = JsonType } };
    }

    /// <summary>SEP-2243: what a request is about stands in its headers too, so that a gateway need not read its body.</summary>
    public static void AddModernHeaders(HttpRequestMessage request, RpcCall call)
    {
        if (!call.IsModern)
        {
            return;
        }

        request.Headers.TryAddWithoutValidation("Mcp-Method", call.Method);
        if (call.Name is not null)
        {
            request.Headers.TryAddWithoutValidation("Mcp-Name", ModelContextProtocol.Protocol.McpHeaderEncoder.EncodeValue(call.Name));
        }

        foreach (var (name, value) in call.ParamHeaders)
        {
            request.Headers.TryAddWithoutValidation("Mcp-Param-" + name, value);
        }
    }

    /// <summary>
    /// Where to send the request instead; null when it is not to be followed. 307 and 308 keep method and body, and are followed within the same host, as
    /// frameworks use them for a missing slash; so are 301 to 303 for the slash of a GET, which stays one. The server's headers, which may hold credentials,
    /// go nowhere else. A step down from https is never taken.
    /// </summary>
    public static Uri? Redirect(HttpResponseMessage response, HttpMethod method, Uri from)
    {
        if (response.Headers.Location is not { } location || !Uri.TryCreate(from, location, out var to))
        {
            return null;
        }

        var follows = response.StatusCode switch
        {
            HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect => true,
            HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther => method == HttpMethod.Get && to.AbsolutePath.TrimEnd('/') == from.AbsolutePath.TrimEnd('/'),
            _ => false,
        };
        var sameOrigin = to.Scheme == from.Scheme && to.Authority == from.Authority;
        var upgrade = from.Scheme is "http" && to.Scheme is "https" && to.Host == from.Host;
        return follows && (sameOrigin || upgrade) ? to : null;
    }
}
