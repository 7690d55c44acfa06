using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Alertmanager's configuration: the inventory's routes and channels, and what holds alerts back. Pure functions.</summary>
internal static class RouteFile
{
    private const string Nobody = "none";

    // Alertmanager forgets after 120 hours what it has told, and would tell it anew.
    private static readonly TimeSpan LongestRepeat = TimeSpan.FromHours(120);

    // Later members of a group are an update every five minutes, as with the watch.
    private static readonly TimeSpan Update = TimeSpan.FromMinutes(5);

    // What two alerts of a rule have in common that are of the same thing; a label that neither has counts as the same.
    private static readonly string[] Same = ["alertname", "server", "instance", "path", "mountpoint", "device", "endpoint", "certificate", "database", "metric", "check", "subject", "channel"];

    /// <summary>The receivers, one for each channel, in the inventory's order.</summary>
    public static IReadOnlyList<ReceiverOf> Receivers(DashboardPlan plan)
    {
        var files = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. plan.Fleet.Channels.Select(channel => ReceiverOf.Of(channel, plan.SecretFolder.TrimEnd('/'), FileName(channel.Name, files)))];
    }

    /// <summary>Its content.</summary>
    public static JsonObject Of(DashboardPlan plan, IReadOnlyList<ReceiverOf> receivers)
    {
        // What is sent to Alertmanager is there already.
        var sending = receivers.Where(receiver => receiver.Content is { Count: > 0 }).ToList();
        return new JsonObject
        {
            ["route"] = new JsonObject
            {
                ["receiver"] = Nobody,
                ["group_by"] = new JsonArray("alertname", "severity"),
                ["group_wait"] = plan.Time(plan.Fleet.Alerts.GroupWait),
                ["group_interval"] = plan.Time(Update),
                ["repeat_interval"] = plan.Time(plan.Fleet.Alerts.Remind.Count > 0 && plan.Fleet.Alerts.Remind[^1] < LongestRepeat ? plan.Fleet.Alerts.Remind[^1] : LongestRepeat),
                ["routes"] = new JsonArray([.. sending.Select(receiver => Route(plan.Fleet, receiver.Channel))]),
            },
            ["inhibit_rules"] = new JsonArray([.. Inhibitions(plan)]),
            ["receivers"] = new JsonArray([new JsonObject { ["name"] = Nobody }, .. sending.Select(Named)]),
        };
    }

    /// <summary>What Alertmanager's name for a channel is.</summary>
    public static string NameOf(string channel) => channel == Nobody ? "channel none" : channel;

    private static JsonObject Named(ReceiverOf receiver)
    {
        var named = new JsonObject { ["name"] = NameOf(receiver.Channel) };
        foreach (var (name, value) in receiver.Content!)
        {
            named[name] = value!.DeepClone();
        }

        return named;
    }

    // A channel at a time: of the inventory's routes the first that leads to it tells it, once; one that is the last and leads elsewhere ends the way to it.
    private static JsonObject Route(McpFleet fleet, string channel)
    {
        var routes = fleet.Alerts.Routes.Count > 0 ? fleet.Alerts.Routes : [new McpAlertRoute([channel])];
        return new JsonObject
        {
            ["receiver"] = Nobody,
            ["continue"] = true,
            ["routes"] = new JsonArray([.. routes.Where(route => route.Last || route.To.Contains(channel, StringComparer.Ordinal)).Select(route => new JsonObject
            {
                ["receiver"] = route.To.Contains(channel, StringComparer.Ordinal) ? NameOf(channel) : Nobody,
                ["matchers"] = new JsonArray([.. Conditions(fleet, route).Select(condition => JsonValue.Create(condition))]),
            })]),
        };
    }

    private static IEnumerable<string> Conditions(McpFleet fleet, McpAlertRoute route)
    {
        // What the watch itself tells Alertmanager has its severity among the annotations, for labels are what an alert is known by: it goes where warnings go.
        var isTold = fleet.Channels.Any(channel => channel.Kind is "alertmanager") && AlertSeverity.Gravity(route.Severity ?? AlertSeverity.Warning) <= AlertSeverity.Gravity(AlertSeverity.Warning);

        // What is only worth knowing goes where somebody asked for it by name.
        var least = AlertSeverity.Gravity(route.Severity ?? AlertSeverity.Warning);
        yield return Is("severity", [.. new[] { AlertSeverity.Information, AlertSeverity.Warning, AlertSeverity.Critical }.Where(severity => AlertSeverity.Gravity(severity) >= least), .. isTold ? [""] : Array.Empty<string>()]);
        if (route.Servers.Count > 0)
        {
            yield return Patterns("server", route.Servers);
        }

        if (route.Rules.Count > 0)
        {
            yield return Patterns("rule", route.Rules);
        }
    }

    // Upper and lower case do not count, as in the inventory.
    private static string Patterns(string label, IReadOnlyList<string> patterns) => $"{label}=~{Quoted($"(?is){string.Join('|', patterns.Select(Regex))}")}";

    private static string Regex(string pattern) => Wildcard.IsPattern(pattern) ? Wildcard.Of(pattern).ToString() : PromText.Escaped(pattern);

    private static string Is(string label, IReadOnlyList<string> values) => PromText.Matcher(label, values, Quoted);

    private static string Quoted(string text) => $"\"{PromText.LabelValue(text)}\"";

    private static IEnumerable<JsonNode> Inhibitions(DashboardPlan plan)
    {
        yield return Inhibition([Is("severity", [AlertSeverity.Critical])], [Is("severity", [AlertSeverity.Warning])], [.. Same]);
        yield return Inhibition([Is("alertname", [PrometheusRule.Prefix + "maintenance"])], [$"alertname!={Quoted(PrometheusRule.Prefix + "maintenance")}"], "server");

        // A rule of the inventory that has such a name is somebody's own, and told beside an outage, as the watch does.
        foreach (var rules in ServerRules.Standing.ToLookup(rule => string.Join('|', plan.Servers.Where(server => server.Server.Rules.Any(own => own.Name == rule)).Select(server => PromText.Escaped(server.Name)))))
        {
            string[] others = rules.Key.Length > 0 ? [$"server!~{Quoted(rules.Key)}"] : [];
            yield return Inhibition([Is("alertname", [PrometheusRule.Prefix + Observations.Health])], [Is("alertname", [.. rules.Select(rule => PrometheusRule.Prefix + rule)]), .. others], "server");
        }

        // As the watch does: that objectives suffer from an outage goes without saying.
        yield return Inhibition(
            [Is("alertname", [PrometheusRule.Prefix + Observations.Health]), Is("severity", [AlertSeverity.Critical])],
            [$"alertname=~{Quoted($"{PromText.Escaped(PrometheusRule.Prefix + ObjectiveAlerts.Prefix)}(?s:.*)")}"], "server");
        foreach (var (child, parent) in plan.Servers.SelectMany(server => server.Server.DependsOn.Select(name => (server.Name, Parent: plan.Servers.FirstOrDefault(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase))?.Name))))
        {
            if (parent is not null)
            {
                yield return Inhibition([Is("alertname", [PrometheusRule.Prefix + Observations.Health]), Is("server", [parent])], [Is("server", [child]), $"alertname!~{Quoted(string.Join('|', Holds.OfNoOutage.Select(rule => PromText.Escaped(PrometheusRule.Prefix + rule))))}"]);
            }
        }
    }

    private static JsonObject Inhibition(string[] source, string[] target, params string[] equal)
    {
        var rule = new JsonObject { ["source_matchers"] = Texts(source), ["target_matchers"] = Texts(target) };
        if (equal.Length > 0)
        {
            rule["equal"] = Texts(equal);
        }

        return rule;

        static JsonArray Texts(string[] texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
    }

    // A name that any system takes for a file, and that no other channel has.
    private static string FileName(string channel, HashSet<string> taken)
    {
        var plain = new string([.. channel.Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' ? character : '-')]);
        for (var number = 1; ; number++)
        {
            var name = number == 1 && plain.Length > 0 ? plain : $"{plain}-{number}";
            if (taken.Add(name))
            {
                return name;
            }
        }
    }
}
