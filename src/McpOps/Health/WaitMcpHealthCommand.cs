using System.Management.Automation;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Waits until servers are healthy: after a start, a restore, a deployment.</summary>
[Cmdlet(VerbsLifecycle.Wait, "McpHealth", DefaultParameterSetName = ByName, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Wait-McpHealth.md")]
[OutputType(typeof(McpHealth), typeof(bool))]
public sealed class WaitMcpHealthCommand : McpServerCmdlet
{
    /// <summary>How long is waited in all, in seconds; 60 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.0, 604_800.0)]
    public double Within { get; set; } = 60;

    /// <summary>How long from one look to the next, in seconds; 2 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.1, 3600.0)]
    public double Every { get; set; } = 2;

    /// <summary>The least that is enough: Healthy, or Degraded.</summary>
    [Parameter]
    [ValidateSet(HealthStatus.Healthy, HealthStatus.Degraded)]
    public string Status { get; set; } = HealthStatus.Healthy;

    /// <summary>The time that one look at a server may take, in seconds. The server's own time-out when omitted, else 10.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400)]
    public double Timeout { get; set; }

    /// <summary>The checks that count, such as protocol, tools; all that apply when omitted.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CheckNameCompleter))]
    public string[] Check { get; set; } = [];

    /// <summary>Starts stdio servers that were merely found in the configuration of an MCP client. Those of an inventory are always started.</summary>
    [Parameter]
    public SwitchParameter Launch { get; set; }

    /// <summary>Writes one Boolean instead: true when every server became as well as is wanted.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, IReadOnlyList<McpServer> servers)
    {
        var options = new HealthOptions { Timeout = Timeout > 0 ? TimeSpan.FromSeconds(Timeout) : null, Launch = Launch, Checks = Check };
        var wait = new HealthWaitOptions { Within = TimeSpan.FromSeconds(Within), Every = TimeSpan.FromSeconds(Every), Status = Status };
        var good = servers.Count > 0;
        await foreach (var health in new HealthWait(pipe.Context, HealthChecks.OfOtherRooms(pipe.Context)).UntilAsync(servers, options, wait, pipe.CancellationToken))
        {
            var isEnough = wait.IsEnough(health);
            good &= isEnough;
            if (!Quiet)
            {
                pipe.Write(health);
                if (!isEnough)
                {
                    pipe.WriteError(new McpOpsException("NotHealthyInTime", McpErrorCategory.OperationTimeout, $"'{health.Server}' did not become {Status} within {Within:0.###} s: {health.Message}", health.Server));
                }
            }
        }

        if (Quiet)
        {
            pipe.Write(good);
        }
    }
}
