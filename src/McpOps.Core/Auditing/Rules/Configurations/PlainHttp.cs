using McpOps.Auditing.Configurations;
using McpOps.Servers;

namespace McpOps.Auditing.Rules.Configurations;

/// <summary>A remote server that is called without encryption.</summary>
internal sealed class PlainHttp : IServerRule
{
    public string Id => "CONF004";

    public string? Judge(McpServer server, LaunchLine? line) =>
        server.Connection.Url is { } text && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && url.Host is not ("host.docker.internal" or "0.0.0.0")
            ? $"{Redaction.MaskAddress(text)}{(server.Connection.Headers.Count > 0 ? ", with its headers" : "")}" : null;
}
