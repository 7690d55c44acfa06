using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>A server that hands out figures of its own.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Address">Where.</param>
internal sealed record ScrapedServer(string Server, Uri Address)
{
    private const string Endpoint = "metrics";

    /// <summary>Those with an endpoint <c>metrics</c> whose address may be written down: none that is a variable's, or could have a key in it.</summary>
    public static IReadOnlyList<ScrapedServer> Of(IEnumerable<WatchedServer> servers) =>
    [
        .. servers.SelectMany(server => server.Server.Endpoints.Where(endpoint => endpoint.Name.Equals(Endpoint, StringComparison.OrdinalIgnoreCase) && !References.Has(endpoint.Url) && Redaction.MaskAddress(endpoint.Url) == endpoint.Url)
            .Select(endpoint => Uri.TryCreate(endpoint.Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Query.Length == 0 ? new ScrapedServer(server.Name, address) : null).OfType<ScrapedServer>()),
    ];
}
