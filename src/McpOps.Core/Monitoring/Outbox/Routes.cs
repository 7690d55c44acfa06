using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Which channels an alert goes to.</summary>
internal static class Routes
{
    public static IReadOnlyList<string> Of(McpFleet fleet, string server, string rule, string severity)
    {
        if (fleet.Alerts.Routes.Count == 0)
        {
            return AlertSeverity.Gravity(severity) > AlertSeverity.Gravity(AlertSeverity.Information) ? [.. fleet.Channels.Select(channel => channel.Name)] : [];
        }

        var channels = new List<string>();
        foreach (var route in fleet.Alerts.Routes)
        {
            // What is only worth knowing goes where somebody asked for it by name.
            var least = route.Severity ?? AlertSeverity.Warning;
            if (AlertSeverity.Gravity(severity) < AlertSeverity.Gravity(least) || !Names.Fit(route.Servers, server) || !Names.Fit(route.Rules, rule))
            {
                continue;
            }

            channels.AddRange(route.To);
            if (route.Last)
            {
                break;
            }
        }

        return [.. channels.Distinct(StringComparer.Ordinal)];
    }
}
