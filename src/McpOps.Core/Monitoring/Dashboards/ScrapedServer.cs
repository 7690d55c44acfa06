namespace McpOps.Monitoring;

/// <summary>A server that hands out figures of its own.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Address">Where.</param>
internal sealed record ScrapedServer(string Server, Uri Address)
{
    private const string Endpoint = "metrics";

    /// <summary>Those with an endpoint <c>metrics</c> whose address may be written down.</summary>
    public static IReadOnlyList<ScrapedServer> Of(IEnumerable<WatchedServer> servers) =>
    [
        .. servers.SelectMany(server => server.Server.Endpoints.Where(endpoint => endpoint.Name.Equals(Endpoint, StringComparison.OrdinalIgnoreCase))
            .Select(endpoint => WritableAddress.Of(endpoint.Url)).OfType<Uri>().Select(address => new ScrapedServer(server.Name, address))),
    ];
}
