using System.Management.Automation;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Probes MCP servers, all at once; each result is written as soon as it is there.</summary>
[Cmdlet(VerbsCommon.Get, "McpHealth", DefaultParameterSetName = ByName, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpHealth.md")]
[OutputType(typeof(McpHealth), typeof(bool))]
public sealed class GetMcpHealthCommand : McpServerCmdlet
{
    /// <summary>The time that one server, and each of its checks, may take, in seconds. The server's own time-out when omitted, else 10.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400)]
    [Seconds]
    public double Timeout { get; set; }

    /// <summary>Starts stdio servers that were merely found in the configuration of an MCP client. Those of an inventory are always started.</summary>
    [Parameter]
    public SwitchParameter Launch { get; set; }

    /// <summary>The checks to run, such as protocol, tools, disk; all that apply when omitted.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CheckNameCompleter))]
    public string[] Check { get; set; } = [];

    /// <summary>Writes one Boolean instead: true when every server that is not switched off is healthy.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>How many servers are probed at once. When omitted: 64, of those that are started as processes two a processor.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    public int ThrottleLimit { get; set; }

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, IReadOnlyList<McpServer> servers)
    {
        var options = new HealthOptions
        {
            Timeout = Timeout > 0 ? TimeSpan.FromSeconds(Timeout) : null,
            Launch = Launch,
            Checks = Check,
            ThrottleLimit = ThrottleLimit > 0 ? ThrottleLimit : null,
        };
        var results = new HealthProbe(pipe.Context, HealthChecks.OfOtherRooms(pipe.Context)).ProbeAsync(servers, options, pipe.CancellationToken);
        if (!Quiet)
        {
            await pipe.WriteAllAsync(results);
            return;
        }

        var probed = new List<McpHealth>();
        await foreach (var health in results)
        {
            probed.Add(health);
        }

        pipe.Write(HealthStatus.Overall(probed) == HealthStatus.Healthy);
    }
}
