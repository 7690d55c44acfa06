using McpOps.Auditing.Http;

namespace McpOps.Auditing.Rules.Http;

/// <summary>What a rule saw of a server's HTTP face.</summary>
/// <param name="Evidence">What was sent, and what came back.</param>
/// <param name="Severity">How bad, where it differs from the rule's own.</param>
internal sealed record HttpSight(string Evidence, string? Severity = null);

/// <summary>One question to a server's HTTP face.</summary>
internal interface IHttpRule
{
    /// <summary>Its id, such as <c>HTTP002</c>.</summary>
    string Id { get; }

    /// <summary>True when the question costs the server something: it is asked on request only.</summary>
    bool IsIntrusive => false;

    /// <summary>Asks; null when nothing is wrong.</summary>
    /// <param name="face">The server's face.</param>
    /// <param name="greeting">What it answered to an ordinary client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<HttpSight?> AskAsync(HttpFace face, HttpAnswer greeting, CancellationToken cancellationToken);
}
