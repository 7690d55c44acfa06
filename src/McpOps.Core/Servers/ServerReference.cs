namespace McpOps.Servers;

/// <summary>What a record says of the server that it is about: what is left when a job, another host or a file hands it back, or what a user wrote into a table.</summary>
public sealed record ServerReference
{
    /// <summary>The server's name.</summary>
    public string? Name { get; init; }

    /// <summary>The address that the record gives (<c>Uri</c> or <c>Url</c>); it counts before the name.</summary>
    public string? Url { get; init; }

    /// <summary>The program that the record gives; it counts before the name.</summary>
    public string? Command { get; init; }

    /// <summary>The program's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Where the server was when the record was made: an address or a command line, secrets masked.</summary>
    public string? Target { get; init; }

    /// <summary>One of <see cref="McpTransport"/>.</summary>
    public string? Transport { get; init; }

    /// <summary>One of <see cref="ServerOrigin"/>; null where the record does not say.</summary>
    public string? Origin { get; init; }

    /// <summary>The inventory that named the server, where the record tells it.</summary>
    public string? InventoryPath { get; init; }

    /// <summary>Whether the record says anything of a server.</summary>
    public bool IsEmpty => Name is null && Url is null && Command is null;

    /// <summary>The server by what the record itself gives, and null where its name must be looked up.</summary>
    /// <param name="headers">Headers that go to an address.</param>
    /// <exception cref="McpOpsException"><c>InvalidUrl</c>, <c>ServerNotReachedByRecord</c>.</exception>
    public McpServer? Direct(IReadOnlyDictionary<string, string>? headers)
    {
        if (Url is { } url)
        {
            return FromAddress(url, headers);
        }

        // A table may come from anywhere: its commands are started when the user says so, as those that are found.
        return Command is { } command ? McpServer.FromCommand(command, Arguments, name: Name) with { Origin = ServerOrigin.Discovered } : null;
    }

    /// <summary>Decides between the server that a list names so and the place that the record tells.</summary>
    /// <param name="found">The server of that name in the inventory or in the configurations of clients; null for none.</param>
    /// <param name="headers">Headers that go to an address.</param>
    /// <param name="onMoved">Hears it where the list has another place for the server than the record.</param>
    /// <exception cref="McpOpsException"><c>ServerNotReachedByRecord</c>: the record is about another server, and does not hold how that was reached.</exception>
    /// <returns>The server; null where there is none of that name, and the record tells no place.</returns>
    public McpServer? Choose(McpServer? found, IReadOnlyDictionary<string, string>? headers, Action<McpServer> onMoved)
    {
        ArgumentNullException.ThrowIfNull(onMoved);
        if (Target is not { Length: > 0 } target || found?.Target == target)
        {
            return found;
        }

        if (found is not null && Origin is ServerOrigin.Inventory or ServerOrigin.Discovered)
        {
            onMoved(found!);
            return found;
        }

        return IsAddress(target) ? FromAddress(target, headers) : throw NotReached(target);
    }

    private static bool IsAddress(string target) => Uri.TryCreate(target, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    private McpServer FromAddress(string url, IReadOnlyDictionary<string, string>? headers) =>
        url.Contains(Redaction.Mask, StringComparison.Ordinal) ? throw NotReached(url)
            : Uri.TryCreate(url, UriKind.Absolute, out var address) ? McpServer.FromUrl(address, headers, Name, sse: Transport is McpTransport.Sse)
            : McpServer.FromUrl(url, headers);

    private McpOpsException NotReached(string target) => new("ServerNotReachedByRecord", McpErrorCategory.InvalidArgument,
        $"The record is about '{Name}' at {target}. Secrets and commands do not leave the session with a record, so it cannot be reached by it alone. Name the server by its address or command, or take it into the inventory.", Name);
}
