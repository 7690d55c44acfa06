namespace McpOps.Commands;

/// <summary>A cmdlet over the history that works once, at the end, on all the servers that were named or came through the pipeline.</summary>
public abstract class CollectingCmdlet : MonitoringCmdlet
{
    private readonly List<string> _names = [];

    /// <summary>The names of servers in the record at hand.</summary>
    private protected abstract string[] Named { get; }

    /// <summary>Whether the record at hand is something else than a server, and was taken as what it is.</summary>
    private protected virtual bool TakesOther() => false;

    /// <summary>Whether something else than servers came.</summary>
    private protected virtual bool HasOther => false;

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (!TakesOther() && !NamesNoServer(Named))
        {
            _names.AddRange(Named);
        }
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        // Who pipes no server in means none, and not all.
        if (!MyInvocation.ExpectingInput || _names.Count > 0 || HasOther)
        {
            Work([.. _names.Distinct(StringComparer.Ordinal)]);
        }
    }

    /// <summary>Works, on the pipeline thread.</summary>
    /// <param name="names">The servers, each once; all when empty.</param>
    private protected abstract void Work(IReadOnlyList<string> names);
}
