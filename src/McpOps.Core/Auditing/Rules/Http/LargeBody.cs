using McpOps.Auditing.Http;

namespace McpOps.Auditing.Rules.Http;

/// <summary>A body of 8 MiB is taken.</summary>
internal sealed class LargeBody : IHttpRule
{
    public string Id => "HTTP012";

    public bool IsIntrusive => true;

    private const int Size = 8 << 20;

    public async Task<HttpSight?> AskAsync(HttpFace face, HttpAnswer greeting, CancellationToken cancellationToken)
    {
        var body = $$$"""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"filler":"{{{new string('x', Size)}}}"}}""";
        var answer = await face.RawAsync(HttpMethod.Post, body, face.AsClient, cancellationToken);
        return answer.Status is 413 or 400 or 431 or 401 or 403 ? null : new HttpSight($"8 MiB are answered with {answer.Status}; 413 is right");
    }
}
