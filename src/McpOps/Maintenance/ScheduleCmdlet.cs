using System.Management.Automation;
using McpOps.Maintenance;

namespace McpOps.Commands;

/// <summary>A cmdlet over the entries of schedulers that run plans.</summary>
public abstract class ScheduleCmdlet : McpCmdlet
{
    /// <summary>The plans; all that have a time when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PlanNameCompleter))]
    public string[] Plan { get; set; } = [];

    /// <summary>The scheduler; this system's own when omitted. For another one name a folder.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet("systemd", "cron", "windows", "azure")]
    public string? Kind { get; set; }

    /// <summary>Where the files are, instead of the scheduler's own folder; then nothing is switched on or off.</summary>
    [Parameter]
    public string? Folder { get; set; }

    /// <summary>The account that runs them; root, or Windows' network service, when omitted.</summary>
    [Parameter]
    public string? Account { get; set; }

    /// <summary>The whole path of the program mcpops; that on the PATH when omitted.</summary>
    [Parameter]
    public string? Command { get; set; }

    /// <summary>The inventory file; looked for in its usual places when omitted.</summary>
    [Parameter]
    public string? ConfigPath { get; set; }

    /// <summary>What is meant; call it on the pipeline thread.</summary>
    private protected ScheduleOptions Options(bool force = false) => new()
    {
        Plans = Plan, Kind = Kind, Folder = WholePath(Folder), Account = Account, Command = WholePath(Command), ConfigPath = WholePath(ConfigPath), Force = force,
    };
}
