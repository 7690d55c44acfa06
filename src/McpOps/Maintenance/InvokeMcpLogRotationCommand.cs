using System.Management.Automation;
using McpOps.Maintenance;

namespace McpOps.Commands;

/// <summary>Rotates logs as the inventory says: each in the way that fits how its writer holds it. What logrotate looks after is left to it.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "McpLogRotation", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Invoke-McpLogRotation.md")]
[OutputType(typeof(McpRotatedLog))]
public sealed class InvokeMcpLogRotationCommand : MaintenanceCmdlet
{
    /// <summary>Rotates what is not due too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Where history is kept; what the inventory says when omitted. When each log was rotated last stands there.</summary>
    [Parameter]
    public string? History { get; set; }

    /// <inheritdoc/>
    private protected override string? Prepare() => WholePlace(History);

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, Subjects subjects)
    {
        var approved = await pipe.ShouldProcessAsync($"logs of {subjects.Text}", "Rotate");
        var options = new RotateOptions { Servers = subjects.Servers, History = subjects.Prepared, Force = Force, DryRun = !approved };
        await pipe.WriteAllAsync(new LogRotator(pipe.Context, subjects.Paths).RunAsync(options, pipe.CancellationToken), MaintenanceFault.Of);
    }
}
