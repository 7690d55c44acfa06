using System.Management.Automation;
using McpOps.Maintenance;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Gets a server back on its feet: look, keep evidence, stop, clean, start, and prove by a call that it works, now and a while later.</summary>
[Cmdlet(VerbsLifecycle.Restart, "McpServer", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Restart-McpServer.md")]
[OutputType(typeof(McpMaintenanceStep))]
public sealed class RestartMcpServerCommand : MaintenanceCmdlet
{
    /// <summary>Restarts one that is healthy, or was given up.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Restarts nothing: ends the processes of a stdio server that clients which are gone left behind, and to which nobody speaks any more.</summary>
    [Parameter]
    public SwitchParameter Orphans { get; set; }

    /// <summary>How long after its start it must still work, such as 30s; what the inventory says when omitted, else 30 seconds.</summary>
    [Parameter]
    [Span]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public TimeSpan? Settle { get; set; }

    /// <summary>How long it may take to stop, and to start and answer, in seconds; what the inventory says when omitted, else 60.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400)]
    [Seconds]
    public double Timeout { get; set; }

    /// <summary>Where history is kept; what the inventory says when omitted. Evidence and the count of restarts lie there.</summary>
    [Parameter]
    public string? History { get; set; }

    /// <inheritdoc/>
    private protected override bool NamesAll => false;

    /// <inheritdoc/>
    private protected override string? Prepare() => WholePlace(History);

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, Subjects subjects)
    {
        foreach (var server in DependencyOrder.Of(subjects.Servers))
        {
            var approved = await pipe.ShouldProcessAsync(server.Name, Orphans ? "End orphaned processes" : "Restart");
            try
            {
                await pipe.WriteAllAsync(new ServerRestart(pipe.Context, subjects.Paths).RunAsync(new RestartOptions
                {
                    Server = server, Inventory = subjects.Inventory, Force = Force, Orphans = Orphans, Settle = Settle, Timeout = Timeout > 0 ? TimeSpan.FromSeconds(Timeout) : null, History = subjects.Prepared, DryRun = !approved,
                }, pipe.CancellationToken), MaintenanceFault.OfRestart);
            }
            catch (McpOpsException exception) when (subjects.Servers.Count > 1)
            {
                pipe.WriteError(exception);
            }
        }
    }
}
