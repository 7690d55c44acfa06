using System.Management.Automation;
using McpOps.Logs;

namespace McpOps.Commands;

/// <summary>Sums up logs of any format: one record for each server, or for the paths.</summary>
[Cmdlet(VerbsCommon.Get, "McpLogSummary", DefaultParameterSetName = ByPath)]
[OutputType(typeof(McpLogSummary))]
public sealed class GetMcpLogSummaryCommand : LogCmdlet
{
    /// <summary>A row for each day or hour.</summary>
    [Parameter]
    [ValidateSet("Day", "Hour")]
    public string? By { get; set; }

    /// <summary>How many errors, domains and so on are listed: 1 to 1000, 10 by default.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Top { get; set; } = 10;

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, LogOptions options) =>
        pipe.Write(await new LogReader(pipe.Context).SummarizeAsync(options with { By = By, Top = Top }, pipe.CancellationToken));
}
