using System.Management.Automation;
using McpOps.Logs;

namespace McpOps.Commands;

/// <summary>Sums up logs of any format: one record for each server, or for the paths.</summary>
[Cmdlet(VerbsCommon.Get, "McpLogSummary", DefaultParameterSetName = ByPath, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpLogSummary.md")]
[OutputType(typeof(McpLogSummary))]
public sealed class GetMcpLogSummaryCommand : LogCmdlet
{
    /// <summary>A row for each day or hour; File writes a summary of its own for each file.</summary>
    [Parameter]
    [ValidateSet("Day", "Hour", "File")]
    public string? By { get; set; }

    /// <summary>How many errors, domains and so on are listed: 1 to 1000, 10 by default.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Top { get; set; } = 10;

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, LogOptions options)
    {
        var reader = new LogReader(pipe.Context);
        if (string.Equals(By, "File", StringComparison.OrdinalIgnoreCase))
        {
            await foreach (var summary in reader.SummarizeByFileAsync(options with { Top = Top }, pipe.CancellationToken))
            {
                // A row of a table, where one alone is shown as a page.
                var row = PSObject.AsPSObject(summary);
                row.TypeNames.Insert(0, row.TypeNames[0] + "#File");
                pipe.Write(row);
            }

            return;
        }

        pipe.Write(await reader.SummarizeAsync(options with { By = By, Top = Top }, pipe.CancellationToken));
    }
}
