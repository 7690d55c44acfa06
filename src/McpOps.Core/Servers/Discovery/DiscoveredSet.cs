namespace McpOps.Servers;

/// <summary>Joins what the files of all clients hold: a server once, with all its sources, and each name once.</summary>
internal sealed class DiscoveredSet
{
    private readonly List<McpServer> _servers = [];
    private readonly List<string?> _elsewhere = [];
    private readonly Dictionary<(string Client, string? Elsewhere, string Name), int> _byClient = [];
    private readonly Dictionary<string, List<int>> _byName = new(StringComparer.Ordinal);

    /// <summary>The servers, in the order in which they were found.</summary>
    public IReadOnlyList<McpServer> Servers => Named();

    /// <summary>Adds a server. One that the same client named before hides it; one that another client names with the same connection is the same.</summary>
    /// <param name="server">The server.</param>
    /// <param name="elsewhere">The project in whose scope it is, when that is not where the user stands.</param>
    public void Add(McpServer server, string? elsewhere)
    {
        var key = (server.Sources[0].Client, elsewhere, server.Name);
        if (!_byName.TryGetValue(server.Name, out var namesakes))
        {
            _byName.Add(server.Name, namesakes = []);
        }

        var same = _byClient.TryGetValue(key, out var known) ? known
            : namesakes.Where(index => _servers[index].Connection.IsSameAs(server.Connection)).DefaultIfEmpty(-1).First();
        if (same < 0)
        {
            same = _servers.Count;
            namesakes.Add(same);
            _servers.Add(server);
            _elsewhere.Add(elsewhere);
        }
        else
        {
            // Off in one client and on in another: it is in use.
            var isOn = _servers[same].Enabled || (server.Enabled && !_byClient.ContainsKey(key));
            _servers[same] = _servers[same] with { Enabled = isOn, Sources = [.. _servers[same].Sources.Union(server.Sources)] };
        }

        _byClient[key] = same;
    }

    // Two clients may call different servers alike: the later ones get the client, or the project, behind their name.
    private List<McpServer> Named()
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var named = new List<McpServer>(_servers.Count);
        foreach (var (server, elsewhere) in _servers.Zip(_elsewhere))
        {
            var name = server.Name;
            var suffix = elsewhere is null ? server.Sources[0].Client.Replace(' ', '-').ToLowerInvariant() : Path.GetFileName(elsewhere.TrimEnd('/', '\\'));
            for (var count = 1; !taken.Add(name); count++)
            {
                name = count == 1 ? $"{server.Name}@{suffix}" : $"{server.Name}@{suffix}-{count}";
            }

            named.Add(server with { Name = name });
        }

        return named;
    }
}
