using System.Collections;
using System.Management.Automation;
using McpOps.Protocol;

namespace McpOps.Commands;

/// <summary>What a record of the pipeline says of a call: its tool and arguments.</summary>
internal static class ToolCallRecord
{
    /// <summary>The tool that the user names, else the record.</summary>
    public static string? Tool(PSObject? record, string named) => named.Length > 0 ? named
        : record is null ? null
        : ServerRecordReader.Text(record, nameof(McpToolResult.Tool)) ?? (record.Properties[nameof(McpTool.Server)] is not null ? ServerRecordReader.Text(record, nameof(McpTool.Name)) : null);

    /// <summary>The arguments that the record has as a map.</summary>
    public static IDictionary? Arguments(PSObject? record) => record?.Properties["Arguments"]?.Value switch
    {
        IDictionary map => map,
        PSObject { BaseObject: IDictionary map } => map,
        PSObject { BaseObject: PSCustomObject } bag => bag.Properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal),
        _ => null,
    };

    /// <summary>The arguments that the record has as JSON.</summary>
    public static string? ArgumentsJson(PSObject? record) => record is null ? null : ServerRecordReader.Text(record, "ArgumentsJson");
}
