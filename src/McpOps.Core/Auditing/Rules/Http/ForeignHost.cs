using McpOps.Auditing.Http;

namespace McpOps.Auditing.Rules.Http;

/// <summary>A page elsewhere whose name was pointed at this address is served (DNS rebinding).</summary>
internal sealed class ForeignHost : IHttpRule
{
    public string Id => "HTTP002";

    public async Task<HttpSight?> AskAsync(HttpFace face, HttpAnswer greeting, CancellationToken cancellationToken)
    {
        // Off loopback a proxy answers for its names; there the name in the certificate protects.
        if (!face.Url.IsLoopback)
        {
            return null;
        }

        var answer = await face.GreetAsync(request => request.Headers.Host = "rebinding.invalid", cancellationToken);
        return answer.IsAccepted ? new HttpSight($"Host: rebinding.invalid is answered with {answer.Status}; its own Host with {greeting.Status}") : null;
    }
}
