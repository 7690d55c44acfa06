using McpOps.Auditing.Http;

namespace McpOps.Auditing.Rules.Http;

/// <summary>Any web page may read what the server answers.</summary>
internal sealed class OpenCors : IHttpRule
{
    public string Id => "HTTP004";

    public async Task<HttpSight?> AskAsync(HttpFace face, HttpAnswer greeting, CancellationToken cancellationToken)
    {
        const string origin = "https://attacker.invalid";
        var preflight = await face.RawAsync(HttpMethod.Options, null, request =>
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
            request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
            request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "content-type, mcp-session-id");
        }, cancellationToken);
        var real = await face.GreetAsync(request => request.Headers.TryAddWithoutValidation("Origin", origin), cancellationToken);
        var allowed = new[] { preflight, real }.Select(answer => answer.Header("Access-Control-Allow-Origin")).FirstOrDefault(value => value is "*" or origin);
        var credentials = new[] { preflight, real }.Any(answer => answer.Header("Access-Control-Allow-Credentials") is "true");
        return allowed is null ? null : new HttpSight($"Access-Control-Allow-Origin: {allowed}{(credentials ? ", with credentials" : "")}", credentials && allowed == origin ? AuditSeverity.Critical : null);
    }
}
