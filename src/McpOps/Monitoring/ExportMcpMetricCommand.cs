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

    /// <summary>The format: Prometheus (text format 0.0.4), OpenMetrics, Ndjson (a JSON object a server, with a timestamp), or Otlp, which is sent to a receiver of OpenTelemetry's protocol.</summary>
    [Parameter]
    [ValidateSet("Prometheus", "OpenMetrics", "Ndjson", "Otlp")]
    public string As { get; set; } = "Prometheus";

    /// <summary>The receiver of Otlp, such as http://127.0.0.1:4318. When omitted: $env:OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, $env:OTEL_EXPORTER_OTLP_ENDPOINT, else port 4318 of this machine.</summary>
    [Parameter]
    public Uri? Endpoint { get; set; }

    /// <inheritdoc/>
    private protected override string[] Named => Server;

    /// <inheritdoc/>
    private protected override void Work(IReadOnlyList<string> names)
    {
        var file = WholePath(Path);
        var format = MetricExportOptions.Formats.First(known => known.Equals(As, StringComparison.OrdinalIgnoreCase));
        var (paths, options) = (Paths(), new MetricExportOptions { Servers = names, Format = format, Endpoint = Endpoint?.OriginalString, Path = file, ConfigPath = WholeConfigPath(), History = WholeHistory() });
        Run(async pipe =>
        {
            MetricExport.Check(options);
            if (format is MetricExportOptions.Otlp)
            {
                if (await pipe.ShouldProcessAsync(MetricExport.Receiver(options, paths), "Send the metrics"))
                {
                    pipe.Write((await new MetricExport(pipe.Context, paths).SendAsync(options, pipe.CancellationToken)).Message);
                }

                return;
            }

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
