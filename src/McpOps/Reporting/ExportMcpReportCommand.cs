using System.Globalization;
using System.Management.Automation;
using McpOps.Maintenance.Reports;
using McpOps.Monitoring;
using McpOps.Reporting;

namespace McpOps.Commands;

/// <summary>Makes the report of a day, a week, a month, or any time: verdict, changes, what needs a person, targets, and each server.</summary>
[Cmdlet(VerbsData.Export, "McpReport", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Export-McpReport.md")]
[OutputType(typeof(McpReport), typeof(FileInfo), typeof(string))]
public sealed class ExportMcpReportCommand : CollectingCmdlet
{
    /// <summary>daily (the day before), weekly (Monday to Sunday) or monthly (the calendar month): the last one that is over. Daily when omitted; with -Since just a name.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("daily", "weekly", "monthly")]
    public string? Period { get; set; }

    /// <summary>Names of servers; wildcards are understood. All of the inventory when omitted.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Server { get; set; } = [];

    /// <summary>The beginning: a time, or so long ago, such as 24h.</summary>
    [Parameter]
    [TimeWords]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? Since { get; set; }

    /// <summary>The end: a time, or so long ago; now when omitted.</summary>
    [Parameter]
    [TimeWords]
    [ArgumentCompleter(typeof(TimeCompleter))]
    public DateTime? Until { get; set; }

    /// <summary>The file to write, whose ending says the format: .html, .md, .json or .csv. Without it the report is written as a record.</summary>
    [Parameter]
    public string? Path { get; set; }

    /// <summary>The format: Html, Markdown, Json, Csv or Mail (the body of a mail). Without -Path the report is written as one text then.</summary>
    [Parameter]
    [ValidateSet("Html", "Markdown", "Json", "Csv", "Mail")]
    public string? As { get; set; }

    /// <summary>Names of channels of the inventory that it is sent to. A mail has it as body and attached.</summary>
    [Parameter]
    public string[] Channel { get; set; } = [];

    /// <inheritdoc/>
    private protected override string[] Named => Server;

    /// <inheritdoc/>
    private protected override void Work(IReadOnlyList<string> names)
    {
        var (paths, options) = (Paths(), new ReportOptions
        {
            Period = Period?.ToLowerInvariant(), Servers = names, Since = Instant(Since), Until = Instant(Until), ConfigPath = WholeConfigPath(), History = WholeHistory(),
        });
        var file = string.IsNullOrWhiteSpace(Path) ? null : GetUnresolvedProviderPathFromPSPath(Path);
        var asked = As is null ? null : CultureInfo.InvariantCulture.TextInfo.ToLower(As);
        Run(async pipe =>
        {
            var format = file is null ? asked : ReportFile.FormatOf(file, asked);
            var report = await new ReportReader(pipe.Context, paths).ReadAsync(options, pipe.CancellationToken);
            if (file is not null && await pipe.ShouldProcessAsync(file, "Write the report"))
            {
                await ReportFile.WriteAsync(file, ReportFormats.Write(report, format!), pipe.CancellationToken);
                pipe.Write(new FileInfo(file));
            }
            else if (file is null && (Channel.Length == 0 || asked is not null))
            {
                pipe.Write(asked is null ? report : ReportFormats.Write(report, asked));
            }

            if (Channel.Length > 0 && await pipe.ShouldProcessAsync(string.Join(", ", Channel), "Send the report"))
            {
                foreach (var delivery in (await new ReportSender(pipe.Context, paths).SendAsync(report, Channel, options.ConfigPath, pipe.CancellationToken)).Where(delivery => delivery.Outcome is not DeliveryOutcome.Sent))
                {
                    pipe.WriteError(new McpOpsException("ReportNotSent", McpErrorCategory.ConnectionError, $"'{delivery.Channel}': {delivery.Detail}", delivery.Channel));
                }
            }
        });
    }
}
