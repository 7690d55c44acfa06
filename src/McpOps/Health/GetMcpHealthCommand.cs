using System.Management.Automation;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Probes MCP servers.</summary>
[Cmdlet(VerbsCommon.Get, "McpHealth", DefaultParameterSetName = "Uri")]
[OutputType(typeof(McpHealth))]
public sealed class GetMcpHealthCommand : McpCmdlet
{
    /// <summary>The addresses of the servers.</summary>
    [Parameter(ParameterSetName = "Uri", Mandatory = true)]
    public Uri[] Uri { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(pipe =>
        pipe.WriteAllAsync(new HealthProbe(pipe.Context).ProbeAsync([.. Uri.Select(uri => McpServer.FromUrl(uri))], new HealthOptions(), pipe.CancellationToken)));
}
