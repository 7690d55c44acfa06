using System.Globalization;
using System.Text.Json.Nodes;

namespace McpOps.Servers;

/// <summary>The service that runs a server.</summary>
/// <param name="Kind"><c>systemd</c>, <c>windows</c>, <c>docker</c> or <c>process</c>.</param>
/// <param name="Name">The unit, service, container, or whole words of the process's command line.</param>
public sealed record McpService(string Kind, string Name)
{
    /// <summary>A command that starts it where no service manager does (kind <c>process</c>). May hold a secret, so only the core reads it.</summary>
    internal IReadOnlyList<string> StartCommand { get; init; } = [];

    /// <summary>The folder in which the start command runs; this process's folder when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>An HTTP endpoint beside MCP.</summary>
/// <param name="Name">What it is, such as <c>health</c> or <c>metrics</c>.</param>
/// <param name="Url">Its address; may hold a secret, so only the core reads it.</param>
public sealed record McpEndpoint(string Name, string Url)
{
    /// <summary>Its address with secrets masked.</summary>
    public string Target => Redaction.MaskAddress(Url);

    /// <summary>Its address; may hold <c>${env:NAME}</c> and a secret, so only the core reads it.</summary>
    internal string Url { get; init; } = Url;

    /// <summary>The status code that is expected.</summary>
    public int Status { get; init; } = 200;

    /// <summary>True when the server may lack it: its absence is no fault.</summary>
    public bool Optional { get; init; }

    /// <summary>Conditions on its JSON body, such as <c>$.status == "healthy"</c>.</summary>
    public IReadOnlyList<string> Conditions { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Target}";
}

/// <summary>A database that a server depends on.</summary>
/// <param name="Kind"><c>postgres</c> or <c>sqlite</c>.</param>
/// <param name="Name">How the user calls it.</param>
public sealed record McpDatabase(string Kind, string Name)
{
    /// <summary>The SQLite file; null for another kind.</summary>
    public string? Path { get; init; }

    /// <summary>A <c>postgresql://</c> address or a keyword string. Holds a secret, so only the core reads it.</summary>
    internal string? ConnectionString { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path is null ? $"{Kind} {Name}" : $"{Kind} {Name} {Path}";
}

/// <summary>A tool call that proves that a server works.</summary>
/// <param name="Tool">The tool.</param>
public sealed record McpProbeCall(string Tool)
{
    /// <summary>Its arguments. May hold a secret, so only the core reads it.</summary>
    internal JsonObject Arguments { get; init; } = [];

    /// <summary>What the answer must hold: a text that its content contains, or a condition on a JSON path.</summary>
    public string? Expect { get; init; }

    /// <summary>True to call it even though the server does not declare it read-only.</summary>
    public bool AllowWrites { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Tool;
}

/// <summary>A tool call of a load test: one of the mix, taken as often as its weight says.</summary>
/// <param name="Tool">The tool.</param>
public sealed record McpLoadCall(string Tool)
{
    /// <summary>Its arguments. May hold a secret, so only the core reads it.</summary>
    internal JsonObject Arguments { get; init; } = [];

    /// <summary>How often it is taken, relative to the others. 1 by default.</summary>
    public double Weight { get; init; } = 1;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Tool} × {Weight}");
}

/// <summary>What an audit expects of the host: what is beyond it is a finding.</summary>
public sealed record McpAuditExpectation
{
    /// <summary>TCP ports that may listen, beside those of the servers.</summary>
    public IReadOnlyList<int> Ports { get; init => field = Readable.List(value); } = Readable.List<int>([]);

    /// <summary>Accounts that run servers, or may be in groups with power over them.</summary>
    public IReadOnlyList<string> Accounts { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>How many failed logins from one source are ordinary in the audit's window; 10 when null.</summary>
    public int? FailedLogins { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"ports {string.Join(", ", Ports)}; accounts {string.Join(", ", Accounts)}";
}

/// <summary>When a value is worth a look, and when it is bad.</summary>
/// <param name="Warning">From here on the check is degraded.</param>
/// <param name="Critical">From here on the check is unhealthy.</param>
public sealed record McpThreshold(double? Warning, double? Critical)
{
    /// <inheritdoc/>
    public override string ToString() => (Warning, Critical) switch
    {
        ({ } warning, { } critical) => string.Create(CultureInfo.InvariantCulture, $"{warning}/{critical}"),
        ({ } warning, null) => warning.ToString(CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Critical} (critical)"),
    };
}

/// <summary>What of a server is saved, where to, and for how long.</summary>
public sealed record McpBackupPlan
{
    /// <summary>A folder, <c>s3://bucket/prefix</c> or <c>az://account/container/prefix</c>.</summary>
    public string? Destination { get; init; }

    /// <summary>The sets; each becomes one archive.</summary>
    public IReadOnlyList<McpBackupSet> Sets { get; init => field = Readable.List(value); } = Readable.List<McpBackupSet>([]);

    /// <summary>For how long backups are kept.</summary>
    public McpRetention? Retention { get; init; }

    /// <summary>Commands that run after a restore's files are in place, such as reinstalling dependencies. May hold a secret, so only the core reads it.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> AfterRestore { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"to {Destination ?? "nowhere"}: {string.Join(", ", Sets.Select(set => set.Name))}; {Retention}";
}

/// <summary>Files that are saved together.</summary>
/// <param name="Name">Its name, such as <c>config</c>, <c>logs</c>, <c>app</c> or <c>data</c>.</param>
/// <param name="Paths">Files, folders and wildcards.</param>
public sealed record McpBackupSet(string Name, IReadOnlyList<string> Paths)
{
    /// <summary>Files, folders and wildcards.</summary>
    public IReadOnlyList<string> Paths { get; init => field = Readable.List(value); } = Readable.List(Paths);

    /// <summary>Patterns of what is taken; all when empty.</summary>
    public IReadOnlyList<string> Include { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>Patterns of what is left out.</summary>
    public IReadOnlyList<string> Exclude { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {string.Join(", ", Paths)}{Patterns(" with ", Include)}{Patterns(" without ", Exclude)}";

    private static string Patterns(string word, IReadOnlyList<string> patterns) => patterns.Count > 0 ? word + string.Join(", ", patterns) : "";
}

/// <summary>For how long backups are kept; a backup that any rule keeps is kept.</summary>
public sealed record McpRetention
{
    /// <summary>The newest so many.</summary>
    public int? KeepLast { get; init; }

    /// <summary>The last one of each of so many days.</summary>
    public int? KeepDaily { get; init; }

    /// <summary>The last one of each of so many weeks (ISO 8601).</summary>
    public int? KeepWeekly { get; init; }

    /// <summary>The last one of each of so many months.</summary>
    public int? KeepMonthly { get; init; }

    /// <summary>The last one of each of so many years.</summary>
    public int? KeepYearly { get; init; }

    /// <summary>Everything that is not older than this.</summary>
    public TimeSpan? KeepWithin { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ",
        new[] { ("last", KeepLast), ("daily", KeepDaily), ("weekly", KeepWeekly), ("monthly", KeepMonthly), ("yearly", KeepYearly) }
        .Where(rule => rule.Item2 is not null)
        .Select(rule => $"{rule.Item1} {rule.Item2}")
        .Concat(KeepWithin is { } within ? [$"within {TimeLength.Words(within)}"] : []));
}
