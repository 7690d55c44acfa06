using System.Management.Automation;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Reads figures of servers over time from the history.</summary>
[Cmdlet(VerbsCommon.Get, "McpMetric", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpMetric.md")]
[OutputType(typeof(McpMetric))]
public sealed class GetMcpMetricCommand : ServerHistoryCmdlet
{
    /// <summary>Names of figures, such as response; wildcards are understood. All when omitted.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    public string[] Metric { get; set; } = [];

    /// <summary>Leaves out what is older than this time, or than so long ago, such as 24h; a day before the end when omitted.</summary>
    [Parameter]
    [TimeWords]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? Since { get; set; }

    /// <summary>Leaves out what is from this time on, or so long ago; now when omitted.</summary>
    [Parameter]
    [TimeWords]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? Until { get; set; }

    /// <summary>One value for each stretch of this length, such as 5m; one for the whole time when omitted.</summary>
    [Parameter]
    [Span]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public TimeSpan? Window { get; set; }

    /// <summary>The statistics; the mean when omitted.</summary>
    [Parameter]
    [ValidateSet("last", "mean", "min", "max", "sum", "count", "p50", "p90", "p95", "p99")]
    public string[] Statistic { get; set; } = [];

    /// <inheritdoc/>
    private protected override void Ask()
    {
        var (paths, query) = (Paths(), new MetricQuery
        {
            Servers = Server,
            Metrics = Metric,
            Since = Instant(Since),
            Until = Instant(Until),
            Window = Window,
            Statistics = Statistic,
            ConfigPath = WholeConfigPath(),
            History = WholeHistory(),
        });
        Run(pipe => pipe.WriteAllAsync(new MetricReader(pipe.Context, paths).ReadAsync(query, pipe.CancellationToken)));
    }
}
