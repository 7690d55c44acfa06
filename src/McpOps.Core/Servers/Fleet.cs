using System.Globalization;

namespace McpOps.Servers;

/// <summary>What an inventory says of all its servers together: history, channels, alerts, the watch.</summary>
public sealed record McpFleet
{
    /// <summary>A fleet of which nothing is said.</summary>
    public static readonly McpFleet None = new();

    /// <summary>Where history is kept, and for how long.</summary>
    public McpHistoryPlan History { get; init; } = new();

    /// <summary>Where alerts may go.</summary>
    public IReadOnlyList<McpChannel> Channels { get; init => field = Readable.List(value); } = Readable.List<McpChannel>([]);

    /// <summary>Which alerts go where, and when they are held.</summary>
    public McpAlertPlan Alerts { get; init; } = new();

    /// <summary>How the servers are watched.</summary>
    public McpWatchPlan Watch { get; init; } = new();

    /// <summary>The duties that all servers share.</summary>
    public IReadOnlyList<McpPlan> Plans { get; init => field = Readable.List(value); } = Readable.List<McpPlan>([]);
}

/// <summary>Where history is kept, and for how long.</summary>
public sealed record McpHistoryPlan
{
    /// <summary>A folder, or a <c>postgres://</c> address; may hold a secret, so only the core reads it.</summary>
    internal string? Store { get; init; }

    /// <summary>Samples older than this are removed; 400 days when null.</summary>
    public TimeSpan? Keep { get; init; }

    /// <summary>Roll-ups (5 minutes and 1 hour) older than this are removed; five years when null, and never sooner than samples.</summary>
    public TimeSpan? KeepRollups { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Store is { } store ? Redaction.MaskAddress(store) : "";
}

/// <summary>A way on which alerts reach people or programs.</summary>
/// <param name="Name">How the user calls it.</param>
/// <param name="Kind"><c>smtp</c>, <c>slack</c>, <c>teams</c>, <c>discord</c>, <c>pagerduty</c>, <c>alertmanager</c>, <c>webhook</c>, <c>file</c> or <c>command</c>.</param>
public sealed record McpChannel(string Name, string Kind)
{
    /// <summary>The kinds that there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["smtp", "slack", "teams", "discord", "pagerduty", "alertmanager", "webhook", "file", "command"];

    /// <summary>Its texts by their name in the inventory, references unresolved. May hold secrets, so only the core reads them.</summary>
    internal IReadOnlyDictionary<string, string> Texts { get; init; } = McpConnection.NoText;

    /// <summary>Headers of a webhook. May hold secrets.</summary>
    internal IReadOnlyDictionary<string, string> Headers { get; init; } = McpConnection.NoText;

    /// <summary>The program of a channel of kind <c>command</c>, and its arguments. May hold secrets.</summary>
    internal IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>A program that writes the token of an smtp channel to its standard output.</summary>
    internal IReadOnlyList<string> TokenCommand { get; init; } = [];

    /// <summary>The references that are looked up when a message is sent; a template is none.</summary>
    internal IReadOnlyList<string> References => Servers.References.In([.. Texts.Where(text => text.Key is not "template").Select(text => text.Value), .. Headers.Values, .. Command, .. TokenCommand, .. To]);

    /// <summary>The recipients of mail.</summary>
    public IReadOnlyList<string> To { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>The TCP port; the kind's own when null.</summary>
    public int? Port { get; init; }

    /// <summary>How long one try may take; 20 seconds when null.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Kind})";
}

/// <summary>Which alerts go where, and when they are held.</summary>
public sealed record McpAlertPlan
{
    /// <summary>The routes; every one that fits an alert is taken, until one says that it is the last. Without any, all alerts go to all channels.</summary>
    public IReadOnlyList<McpAlertRoute> Routes { get; init => field = Readable.List(value); } = Readable.List<McpAlertRoute>([]);

    /// <summary>For how long the same outage, or the same that is sent by hand, is not told again to a channel; 15 minutes by default.</summary>
    public TimeSpan SuppressFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the first message of a group waits for others of the same cause; 10 seconds by default.</summary>
    public TimeSpan GroupWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>At which ages of an alert that nobody acknowledged it is told again; the last one repeats.</summary>
    public IReadOnlyList<TimeSpan> Remind { get; init => field = Readable.List(value); } = Readable.List<TimeSpan>([]);

    /// <summary>Who else is told when an alert gets old.</summary>
    public IReadOnlyList<McpAlertEscalation> Escalate { get; init => field = Readable.List(value); } = Readable.List<McpAlertEscalation>([]);

    /// <summary>When alerts are held because somebody works on the servers.</summary>
    public IReadOnlyList<McpAlertWindow> Windows { get; init => field = Readable.List(value); } = Readable.List<McpAlertWindow>([]);
}

/// <summary>Where alerts of a kind go.</summary>
/// <param name="To">The channels.</param>
public sealed record McpAlertRoute(IReadOnlyList<string> To)
{
    /// <summary>The least severity, <c>information</c>, <c>warning</c> or <c>critical</c>; <c>warning</c> when null.</summary>
    public string? Severity { get; init; }

    /// <summary>Names of servers, with wildcards; all when empty.</summary>
    public IReadOnlyList<string> Servers { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>Names of rules, with wildcards; all when empty.</summary>
    public IReadOnlyList<string> Rules { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>True when no later route is looked at.</summary>
    public bool Last { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Severity ?? "any"} to {string.Join(", ", To)}";
}

/// <summary>Who else is told when an alert gets old.</summary>
/// <param name="After">The age.</param>
/// <param name="To">The channels.</param>
public sealed record McpAlertEscalation(TimeSpan After, IReadOnlyList<string> To)
{
    /// <summary>The least severity; any when null.</summary>
    public string? Severity { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"after {After} to {string.Join(", ", To)}");
}

/// <summary>A time that comes again and again, in which alerts are held.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cron">When it begins: minute, hour, day of month, month, day of week.</param>
/// <param name="For">How long it is, in real time.</param>
public sealed record McpAlertWindow(string Name, string Cron, TimeSpan For)
{
    /// <summary>The time zone of its beginning, as IANA or Windows names it; UTC when null.</summary>
    public string? Zone { get; init; }

    /// <summary>Names of servers, with wildcards; all when empty.</summary>
    public IReadOnlyList<string> Servers { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>True where its samples count for objectives and availability as any others do; by default they are left out, neither good nor bad.</summary>
    public bool Counts { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Cron} {Zone}";
}

/// <summary>How servers are watched.</summary>
public sealed record McpWatchPlan
{
    /// <summary>From one probe of a server to its next; 60 seconds by default.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After how many bad samples an alert is raised; 3 by default.</summary>
    public int Failures { get; init; } = 3;

    /// <summary>After how many good samples it is over; 2 by default.</summary>
    public int Successes { get; init; } = 2;

    /// <summary>Addresses (<c>host:port</c>) that answer whenever this machine's own network works. The default gateway and the name servers when empty.</summary>
    public IReadOnlyList<string> Witnesses { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>An address that is asked for each round, so that its owner notices when the watch itself is dead. May hold a secret, so only the core reads it.</summary>
    internal string? DeadMan { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"every {Every}, {Failures} failures, {Successes} successes");
}
