namespace McpOps.Servers;

/// <summary>Checks names of servers within an inventory, once all of them are known.</summary>
internal static class ServerNames
{
    // The machine's own alerts stand under it.
    private const string Machine = "host";

    /// <summary>Refuses a parent that there is not, and leaves out one that depends on its own child: each would hold the other's alerts, and nobody would be told.</summary>
    /// <exception cref="McpOpsException">InventoryInvalid.</exception>
    public static void CheckDependencies(List<McpServer> servers, ConfigNode definitions, InventoryScope scope)
    {
        var known = definitions.Members.Select(member => member.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < servers.Count; index++)
        {
            foreach (var parent in servers[index].DependsOn)
            {
                var server = servers[index];
                var (at, property) = (definitions[server.Name]?["dependsOn"] ?? definitions, $"servers.{server.Name}.dependsOn");
                if (!known.Contains(parent))
                {
                    scope.Refuse(scope.Wrong(at, property, $"names '{parent}', which is no server of this inventory.{NearestName.Hint(parent, known)}"));
                    continue;
                }

                if (Reaches(servers, parent, server.Name))
                {
                    scope.LeaveOutPart(scope.Wrong(at, property, $"names '{parent}', which depends on '{server.Name}' itself: each would hold the other's alerts, and nobody would be told"));
                    servers[index] = server with { DependsOn = [.. server.DependsOn.Where(name => !name.Equals(parent, StringComparison.OrdinalIgnoreCase))] };
                }
            }
        }
    }

    /// <summary>Warns of routes and windows that name a server that there is not: they would be for nobody.</summary>
    public static void CheckAlerts(McpFleet fleet, IReadOnlyList<McpServer> servers, ConfigNode root, InventoryScope scope)
    {
        var known = servers.Select(server => server.Name).Append(Machine).ToList();
        Check("routes", fleet.Alerts.Routes.SelectMany(route => route.Servers));
        Check("windows", fleet.Alerts.Windows.SelectMany(window => window.Servers));

        void Check(string property, IEnumerable<string> names)
        {
            foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase).Where(name => !known.Exists(one => Fits(name, one))))
            {
                var at = root.Find("alerts", property) ?? root;
                scope.Warn("NameFitsNoServer", at.Source, at.Line, $"alerts.{property} names '{name}', which fits no server of this inventory, so it is for none.{NearestName.Hint(name, known)}");
            }
        }
    }

    private static bool Fits(string pattern, string name) => Wildcard.IsPattern(pattern) ? Wildcard.Of(pattern).IsMatch(name)
        : pattern.Equals(name, StringComparison.OrdinalIgnoreCase) || (name is Machine && pattern.StartsWith(Machine + " ", StringComparison.OrdinalIgnoreCase));

    private static bool Reaches(IReadOnlyList<McpServer> servers, string from, string to)
    {
        var (met, open) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new Stack<string>([from]));
        while (open.TryPop(out var name))
        {
            if (name.Equals(to, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            foreach (var parent in met.Add(name) ? servers.FirstOrDefault(server => server.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.DependsOn ?? [] : [])
            {
                open.Push(parent);
            }
        }

        return false;
    }
}
