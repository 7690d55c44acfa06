using System.Globalization;
using McpOps.Monitoring;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>metrics.export</c>: writes the newest figures of all servers to a file that other monitoring reads, such as one of node_exporter's folder, or sends them by OTLP.</summary>
internal sealed class MetricsExportStep : IPlanStep
{
    public string Name => "metrics.export";

    public IReadOnlyList<string> Words => ["path", "as", "endpoint"];

    public bool OnlyLooks => false;

    public bool IsOfHost => true;

    public void Check(StepWords with)
    {
        var format = with.Text("as") is { } word ? Format(word) ?? throw with.Wrong("as", $"must be one of {string.Join(", ", MetricExportOptions.Formats)}") : MetricExportOptions.Formats[0];
        if (format is MetricExportOptions.Otlp)
        {
            if (with.Text("path") is not null)
            {
                throw with.Wrong("path", "is of a file, and otlp is sent: name the receiver with 'endpoint', or leave it to the variable OTEL_EXPORTER_OTLP_ENDPOINT");
            }
        }
        else if (with.Text("endpoint") is not null)
        {
            throw with.Wrong("endpoint", "goes with \"as\": \"otlp\"");
        }
        else if (with.Text("path") is not { Length: > 0 })
        {
            throw with.Wrong("path", "must name a file, such as /var/lib/node_exporter/mcpops.prom");
        }
    }

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var format = Format(scope.With.Text("as") ?? MetricExportOptions.Formats[0])!;
        var options = new MetricExportOptions { Format = format, Endpoint = scope.With.Text("endpoint"), ConfigPath = scope.Options.ConfigPath, History = scope.Options.History };
        if (format is MetricExportOptions.Otlp)
        {
            var receiver = MetricExport.Receiver(options, scope.Paths);
            return scope.DryRun ? StepResult.Change(dryRun: true, [receiver], "Would be sent.")
                : StepResult.Change(dryRun: false, [receiver], (await new MetricExport(scope.Context, scope.Paths).SendAsync(options, cancellationToken)).Message);
        }

        var path = scope.Paths.Whole(scope.With.Text("path")!, scope.Paths.WorkingDirectory);
        if (scope.DryRun)
        {
            return StepResult.Change(dryRun: true, [path], "Would be written.");
        }

        var text = await new MetricExport(scope.Context, scope.Paths).ReadAsync(options, cancellationToken);
        await MetricExport.WriteAsync(path, text, cancellationToken);
        return StepResult.Change(dryRun: false, [path], string.Create(CultureInfo.InvariantCulture, $"{text.Length} characters written."));
    }

    private static string? Format(string word) => MetricExportOptions.Formats.FirstOrDefault(known => known.Equals(word, StringComparison.OrdinalIgnoreCase));
}
