using McpOps.Auditing.Http;

namespace McpOps.Auditing.Rules.Http;

/// <summary>A request of a foreign web page is served.</summary>
internal sealed class ForeignOrigin : IHttpRule
{
    public string Id => "HTTP003";

    public async Task<HttpSight?> AskAsync(HttpFace face, HttpAnswer greeting, CancellationToken cancellationToken)
    {
        foreach (var origin in new[] { "https://attacker.invalid", "null" })
        {
            var answer = await face.GreetAsync(request => request.Headers.TryAddWithoutValidation("Origin", origin), cancellationToken);
            if (answer.IsAccepted)
            {
                return new HttpSight($"Origin: {origin} is answered with {answer.Status}; 403 is right");
            }
        }

        return null;
    }
}
