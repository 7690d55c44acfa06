namespace McpOps.Reporting;

/// <summary>What servers are called in a report: where it is of several hosts, each with its own.</summary>
internal static class ReportNames
{
    /// <summary>Whether a report is of several hosts.</summary>
    public static bool IsOfMany(this McpReport report) => report.Hosts.Count > 1;

    /// <summary>The report with each server called as it is read.</summary>
    public static McpReport Shown(this McpReport report) => !report.IsOfMany() ? report : report with
    {
        Servers = [.. report.Servers.Select(one => one with { Server = On(one.Server, one.Host) })],
        Objectives = [.. report.Objectives.Select(one => one with { Server = On(one.Server, one.Host) })],
        Actions = [.. report.Actions.Select(one => one with { Server = one.Server is { } server ? On(server, one.Host) : one.Host })],
    };

    /// <summary>What it is called: a time that is no day, week or month has no name.</summary>
    public static string Title(this McpReport report) => report.Period is ReportPeriod.Custom or "" ? $"Report of {report.Hosts()}" : $"{char.ToUpperInvariant(report.Period[0])}{report.Period[1..]} report of {report.Hosts()}";

    /// <summary>The hosts as a title names them.</summary>
    public static string Hosts(this McpReport report) => report.Hosts.Count > MostNamed ? $"{report.Hosts.Count} hosts" : report.Host;

    private const int MostNamed = 3;

    private static string On(string server, string? host) => host is null ? server : $"{server} on {host}";
}
