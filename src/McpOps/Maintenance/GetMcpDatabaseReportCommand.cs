using System.Management.Automation;
using McpOps.Maintenance;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Says how servers' databases are: sizes, bloat, slow statements, unused and broken indexes, connections, what holds VACUUM back. It only looks.</summary>
[Cmdlet(VerbsCommon.Get, "McpDatabaseReport", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpDatabaseReport.md")]
[OutputType(typeof(McpDatabaseReport))]
public sealed class GetMcpDatabaseReportCommand : MaintenanceCmdlet
{
    /// <summary>Only these databases, by their names in the inventory; all when omitted.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AnyDatabaseNameCompleter))]
    public string[] Database { get; set; } = [];

    /// <summary>Over which time statements are compared, from now on, such as 10s; when omitted since the last step db.slow of a plan, else since PostgreSQL counts.</summary>
    [Parameter]
    [Span]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public TimeSpan? Interval { get; set; }

    /// <summary>A statement whose mean is at least so many milliseconds is slow; 1000 when omitted.</summary>
    [Parameter]
    [ValidateRange(0, double.MaxValue)]
    public double SlowMs { get; set; } = 1000;

    /// <summary>So many tables, indexes and statements at most; 10 when omitted.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Top { get; set; } = 10;

    /// <summary>Where history is kept; what the inventory says when omitted.</summary>
    [Parameter]
    public string? History { get; set; }

    /// <inheritdoc/>
    private protected override string? Prepare() => WholePlace(History);

    /// <inheritdoc/>
    private protected override Task WorkAsync(Pipe pipe, Subjects subjects) => pipe.WriteAllAsync(new DatabaseReport(pipe.Context, subjects.Paths).RunAsync(
        new DatabaseReportOptions { Servers = subjects.Servers, Databases = Database, Interval = Interval, SlowMs = SlowMs, Top = Top, History = subjects.Prepared }, pipe.CancellationToken));
}

/// <summary>Completes the databases of the inventory.</summary>
public sealed class AnyDatabaseNameCompleter : ServerPartCompleter
{
    private protected override IEnumerable<string> Parts(McpServer server) => server.Databases.Select(database => database.Name);
}
