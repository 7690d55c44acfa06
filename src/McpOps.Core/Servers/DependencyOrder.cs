namespace McpOps.Servers;

/// <summary>The order in which servers are started: each after those that it depends on.</summary>
public static class DependencyOrder
{
    /// <summary>The servers in that order; who depends on nobody here stays where it was, and a circle ends where it is met.</summary>
    /// <param name="servers">The servers.</param>
    public static IReadOnlyList<McpServer> Of(IReadOnlyList<McpServer> servers)
    {
        ArgumentNullException.ThrowIfNull(servers);
        var byName = servers.DistinctBy(server => server.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(server => server.Name, StringComparer.OrdinalIgnoreCase);
        var (order, met) = (new List<McpServer>(servers.Count), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var server in servers)
        {
            Add(server);
        }

        return order;

        void Add(McpServer server)
        {
            if (met.Add(server.Name))
            {
                foreach (var parent in server.DependsOn.Where(byName.ContainsKey))
                {
                    Add(byName[parent]);
                }

                order.Add(server);
            }
        }
    }
}
