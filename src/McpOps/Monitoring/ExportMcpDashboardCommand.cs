using System.Management.Automation;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Writes what Grafana, Prometheus and Alertmanager need to see the inventory as the watch sees it: dashboards with provisioning, scrapes, alert rules, routes.</summary>
[Cmdlet(VerbsData.Export, "McpDashboard", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Export-McpDashboard.md")]
[OutputType(typeof(McpDashboardFile))]
public sealed class ExportMcpDashboardCommand : McpCmdlet
{
    /// <summary>The folder that the files go to; mcpops-dashboard when omitted.</summary>
    [Parameter(Position = 0)]
    public string? Path { get; set; }

    /// <summary>Where mcpops watch --listen answers, as host:port; 127.0.0.1:9464 when omitted.</summary>
    [Parameter]
    public string? Watch { get; set; }

    /// <summary>Where node_exporter answers, as host:port; 127.0.0.1:9100 when omitted. None leaves it out, with its rules and panels.</summary>
    [Parameter]
    public string[] NodeExporter { get; set; } = [];

    /// <summary>Where postgres_exporter answers, as host:port; none when omitted, for the watch looks at connections itself.</summary>
    [Parameter]
    public string[] PostgresExporter { get; set; } = [];

    /// <summary>Where Grafana finds Prometheus; http://127.0.0.1:9090 when omitted.</summary>
    [Parameter]
    public string? Prometheus { get; set; }

    /// <summary>Where Prometheus finds Alertmanager, as host:port; 127.0.0.1:9093 when omitted.</summary>
    [Parameter]
    public string? Alertmanager { get; set; }

    /// <summary>The folder from which Alertmanager reads the secrets of channels, a file each; /etc/alertmanager/secrets when omitted.</summary>
    [Parameter]
    public string? SecretFolder { get; set; }

    /// <summary>Writes over what somebody changed by hand, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The inventory file; looked for in its usual places when omitted.</summary>
    [Parameter]
    public string? ConfigPath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (folder, paths) = (GetUnresolvedProviderPathFromPSPath(string.IsNullOrWhiteSpace(Path) ? DashboardOptions.DefaultPath : Path), Paths());
        var options = new DashboardOptions
        {
            Path = folder, Watch = Watch, NodeExporters = NodeExporter, PostgresExporters = PostgresExporter, Prometheus = Prometheus, Alertmanager = Alertmanager, SecretFolder = SecretFolder, Force = Force,
            ConfigPath = WholePath(ConfigPath),
        };
        Run(async pipe =>
        {
            var approved = await pipe.ShouldProcessAsync(folder, "Write dashboards, rules and routes");
            foreach (var file in await new DashboardExport(pipe.Context, paths).WriteAsync(options with { DryRun = !approved }, pipe.CancellationToken))
            {
                pipe.Write(file);
                if (file.Outcome is DashboardOutcome.Failed)
                {
                    pipe.WriteError(new McpOpsException("DashboardNotWritten", McpErrorCategory.InvalidOperation, $"'{file.Path}': {file.Message}", file.Path));
                }
            }
        });
    }
}
