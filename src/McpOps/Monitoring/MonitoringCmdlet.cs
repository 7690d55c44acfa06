using System.Management.Automation;

namespace McpOps.Commands;

/// <summary>A cmdlet over the history of an inventory.</summary>
public abstract class MonitoringCmdlet : McpCmdlet
{
    /// <summary>The inventory file; looked for in its usual places when omitted.</summary>
    [Parameter]
    public string? ConfigPath { get; set; }

    /// <summary>Where history is kept: a folder, or <c>postgres://…</c>; what the inventory says when omitted, else the user's folder of state.</summary>
    [Parameter]
    public string? History { get; set; }

    /// <summary>The inventory that is named, whole; call it on the pipeline thread.</summary>
    private protected string? WholeConfigPath() => WholePath(ConfigPath);

    /// <summary>The history that is named, whole; call it on the pipeline thread.</summary>
    private protected string? WholeHistory() => WholePlace(History);

    /// <summary>An instant with its zone, of a parameter.</summary>
    private protected static DateTimeOffset? Instant(DateTime? time) => time is { } given ? new DateTimeOffset(given) : null;
}
