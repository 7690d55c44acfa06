using McpOps.Auditing.Http;

namespace McpOps.Auditing.Rules.Http;

/// <summary>Somebody without credentials is served, and from other machines too.</summary>
internal sealed class NoCredentials : IHttpRule
{
    public string Id => "HTTP001";

    public async Task<HttpSight?> AskAsync(HttpFace face, HttpAnswer greeting, CancellationToken cancellationToken)
    {
        if (face.Url.IsLoopback || !greeting.IsAccepted)
        {
            return null;
        }

        var answer = await face.GreetAsync(face.Anonymous, cancellationToken);
        return answer.IsAccepted ? new HttpSight($"without credentials: {answer.Status}, and it serves") : null;
    }
}
