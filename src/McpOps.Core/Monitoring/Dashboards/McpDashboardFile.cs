namespace McpOps.Monitoring;

/// <summary>A file for other monitoring, and what became of it.</summary>
public sealed record McpDashboardFile
{
    /// <summary>The whole path.</summary>
    public required string Path { get; init; }

    /// <summary>One of <see cref="DashboardFileKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>How it stands against the inventory: one of <see cref="DashboardFileState"/>.</summary>
    public required string State { get; init; }

    /// <summary>What became of it: one of <see cref="DashboardOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>How many panels, rules, jobs or receivers are in it.</summary>
    public int Entries { get; init; }

    /// <summary>What was changed, or would be: lines with − and +.</summary>
    public string Diff { get; init => field = value ?? ""; } = "";

    /// <summary>Why nothing was done, or what is still to be done.</summary>
    public string Message { get; init => field = value ?? ""; } = "";
}

/// <summary>What a file is for.</summary>
public static class DashboardFileKind
{
    /// <summary>Prometheus: what is scraped, and where alerts go.</summary>
    public const string Scrape = "scrape";

    /// <summary>Prometheus: the alert rules.</summary>
    public const string Rules = "rules";

    /// <summary>Alertmanager: routes and receivers.</summary>
    public const string Routes = "routes";

    /// <summary>Grafana: where Prometheus is.</summary>
    public const string DataSource = "dataSource";

    /// <summary>Grafana: where the dashboards are.</summary>
    public const string Provider = "provider";

    /// <summary>Grafana: a dashboard.</summary>
    public const string Dashboard = "dashboard";
}

/// <summary>How a file stands against the inventory.</summary>
public static class DashboardFileState
{
    /// <summary>There is none.</summary>
    public const string Missing = "Missing";

    /// <summary>It is as the inventory says.</summary>
    public const string Current = "Current";

    /// <summary>It was written by McpOps, and the inventory says other by now.</summary>
    public const string Outdated = "Outdated";

    /// <summary>It was written by McpOps, and changed by somebody since.</summary>
    public const string Edited = "Edited";

    /// <summary>A file of that name was not written by McpOps.</summary>
    public const string Foreign = "Foreign";

    /// <summary>It was written by McpOps, and the inventory has nothing for it any more.</summary>
    public const string Orphaned = "Orphaned";
}

/// <summary>What became of a file.</summary>
public static class DashboardOutcome
{
    /// <summary>It is as it should be, and was left alone.</summary>
    public const string Ok = "Ok";

    /// <summary>It was written, or removed where nothing is for it any more.</summary>
    public const string Changed = "Changed";

    /// <summary>It would be: a dry run.</summary>
    public const string WouldChange = "WouldChange";

    /// <summary>It was left as it is, though it should be another.</summary>
    public const string Failed = "Failed";
}
