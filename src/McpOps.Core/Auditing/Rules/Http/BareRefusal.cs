using McpOps.Auditing.Http;

namespace McpOps.Auditing.Rules.Http;

/// <summary>A refusal does not say how to authenticate.</summary>
internal sealed class BareRefusal : IHttpRule
{
    public string Id => "HTTP009";

    public async Task<HttpSight?> AskAsync(HttpFace face, HttpAnswer greeting, CancellationToken cancellationToken)
    {
        var answer = greeting.Status is 401 ? greeting : await face.GreetAsync(face.Anonymous, cancellationToken);
        return answer.Status is not 401 ? null
            : answer.Header("WWW-Authenticate") is not { } challenge ? new HttpSight("401 without WWW-Authenticate")
            : challenge.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase) && !challenge.Contains("resource_metadata", StringComparison.OrdinalIgnoreCase) ? new HttpSight("WWW-Authenticate without resource_metadata")
            : null;
    }
}
