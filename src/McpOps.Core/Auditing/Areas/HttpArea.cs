using System.Runtime.CompilerServices;
using McpOps.Auditing.Http;
using McpOps.Auditing.Rules.Http;
using McpOps.Servers;

namespace McpOps.Auditing.Areas;

/// <summary>The HTTP faces of the servers: who is served, and what a page in a browser could do with them.</summary>
internal sealed class HttpArea : IAuditArea
{
    private readonly IReadOnlyList<IHttpRule> _rules =
    [
        new NoCredentials(), new ForeignHost(), new ForeignOrigin(), new OpenCors(), new GuessableSession(), new UnboundSession(), new MadeUpToken(), new BareRefusal(), new TalkativeError(), new LargeBody(),
    ];

    public string Name => "http";

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var servers = scope.Options.Servers.Where(server => server is { Enabled: true, Connection.Url: not null }).ToList();
        if (servers.Count == 0)
        {
            yield return scope.Findings.NotChecked(Name, "servers", "No server here has an HTTP address: servers on standard streams have no such face.");
        }

        if (scope.SwitchedOff(server => server.Connection.Url is not null) is { } off)
        {
            yield return scope.Findings.NotChecked(Name, "switched off", off);
        }

        foreach (var server in servers)
        {
            foreach (var finding in await InspectAsync(scope, server, cancellationToken))
            {
                yield return finding;
            }
        }
    }

    private async Task<IReadOnlyList<McpFinding>> InspectAsync(AuditScope scope, McpServer server, CancellationToken cancellationToken)
    {
        if (server.Transport is McpTransport.Sse)
        {
            // Its id of a session stands in the address by the transport's own rules.
            return [scope.Findings.Make("HTTP007", server.Target, "the older HTTP+SSE transport carries it in the query", server.Name), scope.Findings.NotChecked(Name, server.Target, "The older HTTP+SSE transport is not asked further.", server.Name)];
        }

        var found = new List<McpFinding>();
        found.AddRange(await OldTlsAsync(scope, server, cancellationToken));
        try
        {
            await using var face = new HttpFace(server, scope.Options.Timeout);
            var greeting = await face.GreetAsync(cancellationToken);
            if (!greeting.IsAccepted)
            {
                found.Add(scope.Findings.NotChecked(Name, server.Target, $"It answers an ordinary client with {greeting.Status}, so most questions say nothing. Give it its headers in the inventory.", server.Name));
            }

            foreach (var rule in _rules.Where(rule => scope.Options.Intrusive || !rule.IsIntrusive))
            {
                if (await TryAsync(rule, face, greeting, scope, server, cancellationToken) is { } finding)
                {
                    found.Add(finding);
                }
            }
        }
        catch (Exception exception) when (IsNetwork(exception, cancellationToken))
        {
            found.Add(scope.Findings.NotChecked(Name, server.Target, $"It does not answer: {exception.Message}", server.Name));
        }
        catch (McpOpsException exception)
        {
            found.Add(scope.Findings.NotChecked(Name, server.Target, exception.Message, server.Name));
        }

        return found;
    }

    // Asked before anything else: a server that this machine's own TLS would refuse to talk to is the one that is looked for.
    private async Task<IReadOnlyList<McpFinding>> OldTlsAsync(AuditScope scope, McpServer server, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(server.Connection.Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps)
        {
            return [];
        }

        var (version, problem) = await OldTls.AskAsync(url.IdnHost, url.Port, scope.Options.Timeout, cancellationToken);
        return version is not null ? [scope.Findings.Make(OldTls.Id, server.Target, $"it agrees to {version}", server.Name)]
            : problem is not null ? [scope.Findings.NotChecked(Name, server.Target, $"{OldTls.Id}: {problem}", server.Name)]
            : [];
    }

    private async Task<McpFinding?> TryAsync(IHttpRule rule, HttpFace face, HttpAnswer greeting, AuditScope scope, McpServer server, CancellationToken cancellationToken)
    {
        try
        {
            return await rule.AskAsync(face, greeting, cancellationToken) is { } sight ? scope.Findings.Make(rule.Id, server.Target, sight.Evidence, server.Name, severity: sight.Severity) : null;
        }
        catch (Exception exception) when (IsNetwork(exception, cancellationToken))
        {
            // To hang up on a bad request is a refusal too, but one that cannot be told from a fault.
            return scope.Findings.NotChecked(Name, server.Target, $"{rule.Id}: it hung up or did not answer: {exception.Message}", server.Name);
        }
    }

    private static bool IsNetwork(Exception exception, CancellationToken cancellationToken) => exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
