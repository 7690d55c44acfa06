using System.Management.Automation;
using McpOps.Capacity;

namespace McpOps.Commands;

/// <summary>Makes a result again of what remoting, a job or Import-Clixml has made of one.</summary>
internal static class CapacityRecord
{
    /// <summary>Reads a deserialised result.</summary>
    /// <exception cref="McpOpsException"><c>NotACapacityResult</c>.</exception>
    public static McpCapacity Read(PSObject record)
    {
        try
        {
            return DeserializedRecord.Read<McpCapacity>(record, isWhole: true) is var result && result.Steps.All(step => step.Histogram.Length > 0) ? result : throw new PSInvalidCastException("A step has no histogram.");
        }
        catch (PSInvalidCastException exception)
        {
            throw new McpOpsException("NotACapacityResult", McpErrorCategory.InvalidData, "This is not a result of Test-McpCapacity, or it was cut on its way (Select-Object, a shallow -Depth). Pass it whole.", innerException: exception);
        }
    }
}
