using McpOps.Auditing.Http;

namespace McpOps.Auditing.Rules.Http;

/// <summary>A session serves somebody who does not have the token that it was made with.</summary>
internal sealed class UnboundSession : IHttpRule
{
    public string Id => "HTTP006";

    public async Task<HttpSight?> AskAsync(HttpFace face, HttpAnswer greeting, CancellationToken cancellationToken)
    {
        if (!face.HasCredentials || !face.HasSessions || greeting.Header("Mcp-Session-Id") is not { } session || (await face.GreetAsync(face.Anonymous, cancellationToken)).IsAccepted)
        {
            return null;
        }

        var bare = await face.ListAsync(session, face.Anonymous, cancellationToken);
        if (bare.IsAccepted)
        {
            return new HttpSight($"its tools are listed with the session alone: {bare.Status}");
        }

        var other = await face.ListAsync(session, request =>
        {
            face.Anonymous(request);
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {HttpFace.MadeUpToken()}");
        }, cancellationToken);
        return other.IsAccepted ? new HttpSight($"its tools are listed with the session and another token: {other.Status}") : null;
    }
}
