using McpOps.Auditing.Http;

namespace McpOps.Auditing.Rules.Http;

/// <summary>A token that nobody issued opens the door.</summary>
internal sealed class MadeUpToken : IHttpRule
{
    public string Id => "HTTP008";

    public async Task<HttpSight?> AskAsync(HttpFace face, HttpAnswer greeting, CancellationToken cancellationToken)
    {
        // Where nobody is asked for a token, none can be wrong.
        if (!face.HasCredentials || (await face.GreetAsync(face.Anonymous, cancellationToken)).IsAccepted)
        {
            return null;
        }

        var answer = await face.GreetAsync(request =>
        {
            face.Anonymous(request);
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {HttpFace.MadeUpToken()}");
        }, cancellationToken);
        return answer.IsAccepted ? new HttpSight($"a made-up bearer token is answered with {answer.Status}") : null;
    }
}
