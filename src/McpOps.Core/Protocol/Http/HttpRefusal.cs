using System.Net;

namespace McpOps.Protocol.Http;

/// <summary>An HTTP answer that is no MCP message. What it means depends on what was asked: <see cref="HttpDiagnosis"/> says.</summary>
internal sealed class HttpRefusal(HttpStatusCode status, string? mediaType, string body) : Exception($"HTTP {(int)status}")
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>Without parameters; null when the answer names none.</summary>
    public string? MediaType { get; } = mediaType;

    /// <summary>The beginning of the body, fit for a message.</summary>
    public string Body { get; } = body;

    /// <summary>What it refused, where that is not plain from the conversation.</summary>
    public string? Asked { get; init; }

    /// <summary>The address that gave it.</summary>
    public required Uri Url { get; init; }

    /// <summary>Where a redirect leads.</summary>
    public Uri? Location { get; init; }

    /// <summary>How it wants to be authenticated to: the schemes of <c>WWW-Authenticate</c>.</summary>
    public string? Challenge { get; init; }

    /// <summary>When to come again, from <c>Retry-After</c>.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>
    /// Whether an older server may answer so to a method that it does not know: whatever finds fault with the request but not with who makes it or how often,
    /// a failure inside, and success with nothing in it or with JSON that is no message.
    /// </summary>
    public bool MayMeanLegacy => (int)Status switch
    {
        401 or 403 or 407 or 429 => false,
        202 or 204 => true,
        >= 200 and < 300 => Body.Length == 0 || HttpMessages.IsJson(MediaType),
        >= 400 and < 500 or 500 or 501 => true,
        _ => false,
    };

    /// <summary>Whether MCP may well be spoken here, at another path or by another transport.</summary>
    public bool MayBeElsewhere => Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest or HttpStatusCode.NotAcceptable
        or HttpStatusCode.NotImplemented or HttpStatusCode.UnsupportedMediaType || (int)Status is >= 200 and < 400;

    public static async Task<HttpRefusal> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken, string? asked = null)
    {
        const int enough = 2048;
        var body = "";
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[enough];
            var read = await stream.ReadAtLeastAsync(buffer, enough, throwOnEndOfStream: false, cancellationToken);
            body = Plain.Text(buffer.AsSpan(0, read));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            // The head says enough.
        }

        return Of(response, body, asked);
    }

    public static HttpRefusal Of(HttpResponseMessage response, string body, string? asked = null) => new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, body)
    {
        Asked = asked,
        Url = response.RequestMessage!.RequestUri!,
        Location = response.Headers.Location,
        Challenge = response.Headers.WwwAuthenticate.Count > 0 ? string.Join(", ", response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme).Distinct(StringComparer.OrdinalIgnoreCase)) : null,
        RetryAfter = response.Headers.RetryAfter?.ToString(),
    };
}
