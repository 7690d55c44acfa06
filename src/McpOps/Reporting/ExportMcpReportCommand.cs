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
    private readonly List<McpReport> _reports = [];

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

    /// <summary>Files of reports as JSON, such as those of several hosts: they are joined, and nothing is read here.</summary>
    [Parameter]
    public string[] From { get; set; } = [];

    /// <summary>Reports of other hosts, from Invoke-Command, a job or Import-Clixml: they are joined.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

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
    private protected override bool HasOther => _reports.Count > 0;

    /// <inheritdoc/>
    private protected override bool TakesOther()
    {
        if (InputObject is not { } record || MyInvocation.BoundParameters.ContainsKey(nameof(Server)))
        {
            return false;
        }

        try
        {
            _reports.Add(DeserializedRecord.Read<McpReport>(record, isWhole: true));
        }
        catch (PSInvalidCastException exception)
        {
            WriteError(Errors.Record(new McpOpsException("NotAReport", McpErrorCategory.InvalidData, "What came through the pipeline is no report, and names no server. Pipe in what Export-McpReport writes without -Path and -As; Export-Clixml keeps it at a depth of 5 or more.", innerException: exception)));
        }

        return true;
    }

    /// <inheritdoc/>
    private protected override void Work(IReadOnlyList<string> names)
    {
        var (paths, options) = (Paths(), new ReportOptions
        {
            Period = Period?.ToLowerInvariant(), Servers = names, Since = Instant(Since), Until = Instant(Until), ConfigPath = WholeConfigPath(), History = WholeHistory(),
        });
        var file = WholePath(Path);
        var files = From.Select(path => GetUnresolvedProviderPathFromPSPath(path)).ToList();
        if (files.Count + _reports.Count > 0 && (names.Count > 0 || new[] { nameof(Period), nameof(Since), nameof(Until), nameof(History) }.Any(MyInvocation.BoundParameters.ContainsKey)))
        {
            ThrowTerminatingError(Errors.Record(new McpOpsException("ReportsAreWhole", McpErrorCategory.InvalidArgument, "Of reports that are joined all is taken: leave out -Period, -Server, -Since, -Until and -History.")));
        }

        var asked = As is null ? null : CultureInfo.InvariantCulture.TextInfo.ToLower(As);
        Run(async pipe =>
        {
            var format = file is null ? asked : ReportFile.FormatOf(file, asked);
            var report = files.Count + _reports.Count == 0 ? await new ReportReader(pipe.Context, paths).ReadAsync(options, pipe.CancellationToken)
                : ReportMerge.Join([.. _reports, .. await ReportFile.ReadAllAsync(files, pipe.CancellationToken)], pipe.Context);
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
                    pipe.WriteError(new McpOpsException("ReportNotSent", McpErrorCategory.ConnectionError, ReportSender.NotSent(delivery), delivery.Channel));
                }
            }
        });
    }
}
