using System.Management.Automation;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Computes from the history what servers were to achieve and what they achieved.</summary>
[Cmdlet(VerbsCommon.Get, "McpObjective", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpObjective.md")]
[OutputType(typeof(McpObjective))]
public sealed class GetMcpObjectiveCommand : ServerHistoryCmdlet
{
    /// <summary>Names of objectives, such as availability; wildcards are understood. All when omitted.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    public string[] Objective { get; set; } = [];

    /// <summary>The end of the windows: a time, or so long ago, such as 24h; now when omitted.</summary>
    [Parameter]
    [TimeWords]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? Until { get; set; }

    /// <summary>The length of the windows, such as 7d; each objective's own when omitted.</summary>
    [Parameter]
    [Span]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public TimeSpan? Window { get; set; }

    /// <inheritdoc/>
    private protected override void Ask()
    {
        var (paths, query) = (Paths(), new ObjectiveQuery
        {
            Servers = Server,
            Objectives = Objective,
            Until = Instant(Until),
            Window = Window,
            ConfigPath = WholeConfigPath(),
            History = WholeHistory(),
        });
        Run(pipe => pipe.WriteAllAsync(new ObjectiveReader(pipe.Context, paths).ReadAsync(query, pipe.CancellationToken)));
    }
}
