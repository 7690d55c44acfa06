using System.Management.Automation;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Takes figures into the history that another monitor has written.</summary>
[Cmdlet(VerbsData.Import, "McpMetric", DefaultParameterSetName = ByPath, SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Import-McpMetric.md")]
[OutputType(typeof(McpMetricImport))]
public sealed class ImportMcpMetricCommand : MonitoringCmdlet
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private readonly List<string> _paths = [];

    /// <summary>Files of JSON objects with a time, such as "timestamp", and numbers; wildcards are understood.</summary>
    [Parameter(ParameterSetName = ByPath, Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The same, taken as they are: nothing in them is a wildcard.</summary>
    [Parameter(ParameterSetName = ByLiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The server that the figures are of; what each object names when omitted.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string? Server { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _paths.AddRange(Path.SelectMany(path => WildcardPattern.ContainsWildcardCharacters(path) ? GetResolvedProviderPathFromPSPath(path, out _) : [GetUnresolvedProviderPathFromPSPath(path)]));
        _paths.AddRange(LiteralPath.Select(GetUnresolvedProviderPathFromPSPath));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var (paths, options) = (Paths(), new MetricImportOptions { Paths = [.. _paths.Distinct(StringComparer.Ordinal).Where(path => ShouldProcess(path, "Take its figures into the history"))], Server = Server, ConfigPath = WholeConfigPath(), History = WholeHistory() });
        if (options.Paths.Count == 0)
        {
            return;
        }

        Run(async pipe =>
        {
            foreach (var import in await new MetricImport(pipe.Context, paths).RunAsync(options, pipe.CancellationToken))
            {
                pipe.Write(import);
            }
        });
    }
}
