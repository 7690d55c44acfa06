namespace McpOps.Servers;

/// <summary>Reads what an inventory says of all its servers together.</summary>
internal static class FleetBinder
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);
    private static readonly string[] Texts = ["url", "key", "secret", "template", "host", "security", "user", "password", "token", "from", "path"];

    public static McpFleet Bind(Fields fields)
    {
        // A channel that is left out is still one that routes may name.
        var channels = fields.Named("channels", "channel", Channel, leave: fields.LeaveOutPart);
        IReadOnlyList<string> named = [.. fields.Raw("channels")?.Members.Where(member => member.Value.Kind is not ConfigKind.Null).Select(member => member.Name) ?? []];

        // Those of servers: their values are put in where a server is read.
        _ = fields.TextMap("variables");
        var (alerts, watch) = (new McpAlertPlan(), new McpWatchPlan());
        Fields.Try(() => alerts = fields.Object("alerts", "alerts", found => Alerts(found, named, [.. channels.Select(channel => channel.Name)])) ?? alerts, fields.LeaveOutPart);
        Fields.Try(() => watch = fields.Object("watch", "watch", Watch) ?? watch, fields.LeaveOutPart);
        return new McpFleet
        {
            History = fields.Object("history", "history", History) ?? new(),
            Channels = channels,
            Alerts = alerts,
            Watch = watch,
            Plans = PlanBinder.Bind(fields),
        };
    }

    private static McpHistoryPlan History(Fields fields) => new()
    {
        Store = fields.PathOf("store"),
        Keep = fields.Duration("keep", TimeSpan.FromHours(1), Longest),
        KeepRollups = fields.Duration("keepRollups", TimeSpan.FromHours(1), Longest),
    };

    private static McpChannel Channel(string name, Fields fields)
    {
        var kind = fields.Required("kind");
        if (!McpChannel.Kinds.Contains(kind, StringComparer.Ordinal))
        {
            throw fields.Wrong(fields.Raw("kind")!, "kind", $"must be one of {string.Join(", ", McpChannel.Kinds)}.{NearestName.Hint(kind, McpChannel.Kinds).TrimEnd('.')}");
        }

        var path = fields.PathOf("path");
        var channel = new McpChannel(name, kind)
        {
            Texts = Texts.Select(text => (Name: text, Value: text is "path" ? path : fields.Text(text)))
                .Where(text => text.Value is not null).ToDictionary(text => text.Name, text => text.Value!, StringComparer.Ordinal),
            Headers = fields.TextMap("headers", StringComparer.OrdinalIgnoreCase),
            Command = fields.Texts("command"),
            TokenCommand = fields.Texts("tokenCommand"),
            To = fields.Texts("to"),
            Port = fields.Integer("port", 1, 65535, "TCP port"),
            Timeout = fields.Duration("timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
        };
        var lacks = kind switch
        {
            "smtp" => channel.Texts.ContainsKey("host") ? channel.Texts.ContainsKey("from") ? channel.To.Count > 0 ? null : "to" : "from" : "host",
            "pagerduty" => channel.Texts.ContainsKey("key") ? null : "key",
            "file" => path is null ? "path" : null,
            "command" => channel.Command.Count == 0 ? "command" : null,
            _ => channel.Texts.ContainsKey("url") ? null : "url",
        };
        if (lacks is not null)
        {
            throw fields.Wrong(fields.Node, null, $"has no '{lacks}', which a channel of kind {kind} needs");
        }

        if (channel.Texts.TryGetValue("security", out var security) && security is not ("starttls" or "tls" or "starttls-when-available" or "none"))
        {
            throw fields.Wrong(fields.Raw("security")!, "security", "must be starttls, tls, starttls-when-available or none");
        }

        // Its owner switched the connectors off; what is posted there is lost.
        return kind is "teams" && channel.Texts["url"].Contains("webhook.office.com", StringComparison.OrdinalIgnoreCase)
            ? throw fields.Wrong(fields.Raw("url")!, "url", "is the address of an Office 365 connector, which Microsoft has retired. Make a workflow ('Post to a channel when a webhook request is received') in Teams and put its address here")
            : channel;
    }

    private static McpAlertPlan Alerts(Fields fields, IReadOnlyList<string> named, IReadOnlyList<string> usable) => new()
    {
        Routes = [.. fields.Objects("routes", "route", route => new McpAlertRoute(Channels(route, named))
        {
            Severity = Severity(route),
            Servers = route.Texts("servers"),
            Rules = route.Texts("rules"),
            Last = route.Boolean("last") ?? false,
        }, fields.LeaveOutPart).Select(route => route with { To = [.. route.To.Where(usable.Contains)] }).Where(route => route.To.Count > 0)],
        SuppressFor = fields.Duration("suppressFor", TimeSpan.Zero, Longest) ?? TimeSpan.FromMinutes(15),
        GroupWait = fields.Duration("groupWait", TimeSpan.Zero, TimeSpan.FromHours(1)) ?? TimeSpan.FromSeconds(10),
        Remind = fields.Durations("remind", TimeSpan.FromSeconds(1), Longest),
        Escalate = [.. fields.Objects("escalate", "escalation", step =>
            new McpAlertEscalation(step.Duration("after", TimeSpan.Zero, Longest) ?? throw step.Wrong(step.Node, null, "has no 'after'"), Channels(step, named)) { Severity = Severity(step) }, fields.LeaveOutPart)
            .Select(step => step with { To = [.. step.To.Where(usable.Contains)] }).Where(step => step.To.Count > 0)],
        Windows = fields.Objects("windows", "window", Window, fields.LeaveOutPart),
    };

    // What a route names wrongly is left out of it; it goes on leading to the others.
    private static IReadOnlyList<string> Channels(Fields fields, IReadOnlyList<string> known)
    {
        var to = fields.Texts("to");
        foreach (var unknown in to.Where(name => !known.Contains(name, StringComparer.Ordinal)))
        {
            fields.LeaveOutPart(fields.Wrong(fields.Raw("to")!, "to", $"names a channel '{unknown}', which is not among the inventory's channels.{NearestName.Hint(unknown, known).TrimEnd('.')}"));
        }

        return to.Count > 0 ? [.. to.Where(name => known.Contains(name, StringComparer.Ordinal))] : throw fields.Wrong(fields.Node, null, "has no 'to': name the channels that it leads to");
    }

    private static string? Severity(Fields fields) => fields.Text("severity") is { } severity && severity is not ("warning" or "critical" or "information")
        ? throw fields.Wrong(fields.Raw("severity")!, "severity", "must be information, warning or critical")
        : fields.Text("severity");

    private static McpAlertWindow Window(Fields fields)
    {
        var cron = fields.Required("cron");
        var window = new McpAlertWindow(fields.Text("name") ?? cron, cron, fields.Duration("for", TimeSpan.FromSeconds(1), TimeSpan.FromDays(31)) ?? throw fields.Wrong(fields.Node, null, "has no 'for'"))
        {
            Zone = fields.Text("zone"),
            Servers = fields.Texts("servers"),
            Counts = fields.Boolean("counts") ?? false,
        };
        if (window.Zone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            throw fields.Wrong(fields.Raw("zone")!, "zone", $"is no time zone that this machine knows. Write it as Europe/Berlin.{NearestName.Hint(zone, TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id)).TrimEnd('.')}");
        }

        return CronText.Problem(cron) is { } problem
            ? throw fields.Wrong(fields.Raw("cron")!, "cron", $"is no cron expression of five fields, such as '0 2 * * 0' (minute, hour, day, month, day of week): {problem}")
            : window;
    }

    private static McpWatchPlan Watch(Fields fields) => new()
    {
        Every = fields.Duration("every", TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)) ?? TimeSpan.FromSeconds(60),
        Failures = fields.Integer("failures", 1, 1000, "samples") ?? 3,
        Successes = fields.Integer("successes", 1, 1000, "samples") ?? 2,
        Witnesses = fields.Texts("witnesses"),
        DeadMan = fields.Text("deadMan"),
    };
}
