using System.Management.Automation;
using McpOps.Capacity;

namespace McpOps.Commands;

/// <summary>Joins the results of several hosts that loaded the same server at the same time.</summary>
[Cmdlet(VerbsData.Merge, "McpCapacity", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Merge-McpCapacity.md")]
[OutputType(typeof(McpCapacity))]
public sealed class MergeMcpCapacityCommand : PSCmdlet
{
    private readonly List<McpCapacity> _results = [];

    /// <summary>The results; also those that come back from a job or another host.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var item in InputObject)
        {
            try
            {
                _results.Add(item.BaseObject as McpCapacity ?? CapacityRecord.Read(item));
            }
            catch (McpOpsException exception)
            {
                WriteError(Errors.Record(exception));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var server in CapacityMerge.ByServer(_results))
        {
            try
            {
                WriteObject(CapacityMerge.Join(server));
            }
            catch (McpOpsException exception)
            {
                WriteError(Errors.Record(exception));
            }
        }
    }
}
