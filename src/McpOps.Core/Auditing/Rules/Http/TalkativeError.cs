using System.Text.RegularExpressions;
using McpOps.Auditing.Http;

namespace McpOps.Auditing.Rules.Http;

/// <summary>Errors tell how the server is built.</summary>
internal sealed partial class TalkativeError : IHttpRule
{
    public string Id => "HTTP011";

    public async Task<HttpSight?> AskAsync(HttpFace face, HttpAnswer greeting, CancellationToken cancellationToken)
    {
        var answer = await face.RawAsync(HttpMethod.Post, """{"jsonrpc":"2.0","id":1,"method":""", face.AsClient, cancellationToken);
        var trace = Trace().Match(answer.Body);
        var version = new[] { "Server", "X-Powered-By" }.Select(name => (name, Value: answer.Header(name))).FirstOrDefault(pair => pair.Value is { } value && Version().IsMatch(value));
        return trace.Success ? new HttpSight($"a broken request shows \"{trace.Value}\"", null)
            : version.Value is not null ? new HttpSight($"{version.name}: {version.Value}", AuditSeverity.Info)
            : null;
    }

    // Stack frames of Python, Node, Java, .NET, Go, and paths of the host.
    [GeneratedRegex(@"Traceback \(most recent call last\)|File ""[^""]+"", line \d+|\bat [\w.$<>]+ \([^)]*:\d+:\d+\)|\bat [\w.$]+\([\w]+\.java:\d+\)|\bat [\w.]+\([^)]*\) in [^\s]+:line \d+|goroutine \d+ \[|/(home|usr|opt|srv|app|var)/[\w./\-]+\.(py|js|ts|mjs|cs|go|rb|php)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Trace();

    [GeneratedRegex(@"\d+\.\d+", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Version();
}
