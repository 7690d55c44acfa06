using System.Management.Automation;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Takes figures into the history that another monitor has written.</summary>
[Cmdlet(VerbsData.Import, "McpMetric", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Import-McpMetric.md")]
[OutputType(typeof(McpMetricImport))]
public sealed class ImportMcpMetricCommand : MonitoringCmdlet
{
    private readonly List<string> _paths = [];

    /// <summary>Files of JSON objects with a time, such as "timestamp", and numbers; wildcards are understood.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The server that the figures are of; what each object names when omitted.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string? Server { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _paths.AddRange(Path.SelectMany(path =>
        WildcardPattern.ContainsWildcardCharacters(path) ? GetResolvedProviderPathFromPSPath(path, out _) : [GetUnresolvedProviderPathFromPSPath(path)]));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var (paths, options) = (Paths(), new MetricImportOptions { Paths = [.. _paths], Server = Server, ConfigPath = WholeConfigPath(), History = WholeHistory() });
        Run(async pipe =>
        {
            foreach (var import in await new MetricImport(pipe.Context, paths).RunAsync(options, pipe.CancellationToken))
            {
                pipe.Write(import);
            }
        });
    }
}
