using System.Management.Automation;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Hands the newest figures of the history to other monitoring.</summary>
[Cmdlet(VerbsData.Export, "McpMetric", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Export-McpMetric.md")]
[OutputType(typeof(FileInfo), typeof(string))]
public sealed class ExportMcpMetricCommand : CollectingCmdlet
{
    /// <summary>Names of servers; wildcards are understood. All of the inventory when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Server { get; set; } = [];

    /// <summary>The file that is put in its place at once, such as /var/lib/node_exporter/mcpops.prom. Without it the text is written.</summary>
    [Parameter]
    public string? Path { get; set; }

    /// <summary>The format: Prometheus (text format 0.0.4), OpenMetrics, or Ndjson (a JSON object a server, with a timestamp).</summary>
    [Parameter]
    [ValidateSet("Prometheus", "OpenMetrics", "Ndjson")]
    public string As { get; set; } = "Prometheus";

    /// <inheritdoc/>
    private protected override string[] Named => Server;

    /// <inheritdoc/>
    private protected override void Work(IReadOnlyList<string> names)
    {
        var file = string.IsNullOrWhiteSpace(Path) ? null : GetUnresolvedProviderPathFromPSPath(Path);
        var format = MetricExportOptions.Formats.First(known => known.Equals(As, StringComparison.OrdinalIgnoreCase));
        var (paths, options) = (Paths(), new MetricExportOptions { Servers = names, Format = format, ConfigPath = WholeConfigPath(), History = WholeHistory() });
        Run(async pipe =>
        {
            var text = await new MetricExport(pipe.Context, paths).ReadAsync(options, pipe.CancellationToken);
            if (file is null)
            {
                pipe.Write(text);
            }
            else if (await pipe.ShouldProcessAsync(file, "Write the metrics"))
            {
                await MetricExport.WriteAsync(file, text, pipe.CancellationToken);
                pipe.Write(new FileInfo(file));
            }
        });
    }
}
