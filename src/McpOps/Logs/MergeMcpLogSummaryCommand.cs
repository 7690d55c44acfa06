using System.Management.Automation;
using McpOps.Logs;

namespace McpOps.Commands;

/// <summary>Merges summaries: those of the parts of a log give that of the whole.</summary>
[Cmdlet(VerbsData.Merge, "McpLogSummary", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Merge-McpLogSummary.md")]
[OutputType(typeof(McpLogSummary))]
public sealed class MergeMcpLogSummaryCommand : McpCmdlet
{
    private readonly List<string> _states = [];
    private readonly List<string> _names = [];
    private readonly List<string?> _hosts = [];

    /// <summary>Summaries, also those that come back from a job, another host or a file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The name of the whole; the names of the parts when omitted.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>A row for each day or hour.</summary>
    [Parameter]
    [ValidateSet("Day", "Hour")]
    public string? By { get; set; }

    /// <summary>How many errors, domains and so on are listed: 1 to 1000, 10 by default.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Top { get; set; } = 10;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var record in InputObject)
        {
            if (StateOf(record) is { Length: > 0 } state)
            {
                _states.Add(state);
                _names.Add(record.Properties[nameof(McpLogSummary.Server)]?.Value?.ToString() ?? "");
                _hosts.Add(record.Properties[nameof(McpLogSummary.Host)]?.Value?.ToString());
            }
            else
            {
                WriteError(Errors.Record(new McpOpsException("NotALogSummary", McpErrorCategory.InvalidArgument, "What came through the pipeline is no summary with its State. Give what Get-McpLogSummary writes; Export-Clixml keeps it, at a depth of 2 or more.", record.ToString())));
            }
        }
    }

    // A record that comes back from a file, a job or another host has the properties of a summary, and is none.
    private static string? StateOf(PSObject record) =>
        record.Properties[nameof(McpLogSummary.State)]?.Value is { } state ? PSObject.AsPSObject(state).Properties[nameof(McpLogState.Data)]?.Value?.ToString() : null;

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(pipe =>
    {
        if (_states.Count > 0)
        {
            pipe.Write(LogReader.Merge(_states, Name ?? string.Join(", ", _names.Distinct(StringComparer.Ordinal)), new LogOptions { By = By, Top = Top }) with { Host = MergedHosts.Of(_hosts) });
        }

        return Task.CompletedTask;
    });
}
