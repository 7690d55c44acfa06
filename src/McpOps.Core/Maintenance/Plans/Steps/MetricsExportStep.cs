using System.Globalization;
using McpOps.Monitoring;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>metrics.export</c>: writes the newest figures of all servers to a file that other monitoring reads, such as one of node_exporter's folder.</summary>
internal sealed class MetricsExportStep : IPlanStep
{
    public string Name => "metrics.export";

    public IReadOnlyList<string> Words => ["path", "as"];

    public bool OnlyLooks => false;

    public bool IsOfHost => true;

    public void Check(StepWords with)
    {
        if (with.Text("path") is not { Length: > 0 })
        {
            throw with.Wrong("path", "must name a file, such as /var/lib/node_exporter/mcpops.prom");
        }

        if (with.Text("as") is { } format && Format(format) is null)
        {
            throw with.Wrong("as", $"must be one of {string.Join(", ", MetricExportOptions.Formats)}");
        }
    }

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var path = scope.Paths.Whole(scope.With.Text("path")!, scope.Paths.WorkingDirectory);
        if (scope.DryRun)
        {
            return StepResult.Change(dryRun: true, [path], "Would be written.");
        }

        var options = new MetricExportOptions { Format = Format(scope.With.Text("as") ?? MetricExportOptions.Formats[0])!, ConfigPath = scope.Options.ConfigPath, History = scope.Options.History };
        var text = await new MetricExport(scope.Context, scope.Paths).ReadAsync(options, cancellationToken);
        await MetricExport.WriteAsync(path, text, cancellationToken);
        return StepResult.Change(dryRun: false, [path], string.Create(CultureInfo.InvariantCulture, $"{text.Length} characters written."));
    }

    private static string? Format(string word) => MetricExportOptions.Formats.FirstOrDefault(known => known.Equals(word, StringComparison.OrdinalIgnoreCase));
}
