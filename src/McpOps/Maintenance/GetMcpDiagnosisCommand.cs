using System.Management.Automation;
using McpOps.Maintenance;

namespace McpOps.Commands;

/// <summary>Says what ails a server: processes, limits, sockets, network, firewall, disks, databases, logs, changes; each line with what follows. It only looks.</summary>
[Cmdlet(VerbsCommon.Get, "McpDiagnosis", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpDiagnosis.md")]
[OutputType(typeof(McpDiagnosis))]
public sealed class GetMcpDiagnosisCommand : MaintenanceCmdlet
{
    /// <summary>Over which time processor and memory are compared, such as 5s; 2 seconds when omitted.</summary>
    [Parameter]
    [Span]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How far back logs and history are looked at, such as 12h; a day when omitted.</summary>
    [Parameter]
    [Age]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public TimeSpan Last { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Where history is kept; what the inventory says when omitted.</summary>
    [Parameter]
    public string? History { get; set; }

    /// <inheritdoc/>
    private protected override string? Prepare() => WholePlace(History);

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, Subjects subjects)
    {
        foreach (var server in subjects.Servers)
        {
            await pipe.WriteAllAsync(new ServerDiagnosis(pipe.Context, subjects.Paths).RunAsync(
                new DiagnosisOptions { Server = server, Interval = Interval, Window = Last, ConfigPath = subjects.InventoryPath, History = subjects.Prepared }, pipe.CancellationToken));
        }
    }
}
