using McpOps.Auditing.Http;

namespace McpOps.Auditing.Rules.Http;

/// <summary>The ids of sessions follow from each other, or are short.</summary>
internal sealed class GuessableSession : IHttpRule
{
    public string Id => "HTTP005";

    public async Task<HttpSight?> AskAsync(HttpFace face, HttpAnswer greeting, CancellationToken cancellationToken)
    {
        if (!face.HasSessions || greeting.Header("Mcp-Session-Id") is not { } first)
        {
            return null;
        }

        var ids = new List<string> { first };
        while (ids.Count < 3 && (await face.GreetAsync(_ => { }, cancellationToken)).Header("Mcp-Session-Id") is { } next)
        {
            ids.Add(next);
        }

        return SessionIds.Weakness(ids) is { } weakness ? new HttpSight(weakness) : null;
    }
}
