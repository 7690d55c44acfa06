using System.Management.Automation;

namespace McpOps.Commands;

/// <summary>A cmdlet that asks the history about servers: those that are named, or those of the records that are piped in.</summary>
public abstract class ServerHistoryCmdlet : MonitoringCmdlet
{
    /// <summary>Names of servers; wildcards are understood. All when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Server { get; set; } = [];

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (!NamesNoServer(Server))
        {
            Ask();
        }
    }

    /// <summary>Asks, about <see cref="Server"/>.</summary>
    private protected abstract void Ask();
}
