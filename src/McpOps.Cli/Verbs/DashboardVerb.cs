using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Monitoring;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops dashboard</c>: dashboards, rules and routes for Grafana, Prometheus and Alertmanager.</summary>
internal static class DashboardVerb
{
    private static readonly IReadOnlyList<Column<McpDashboardFile>> Columns =
    [
        new("Outcome", one => one.Outcome) { Color = one => one.Outcome is DashboardOutcome.Failed ? 31 : null },
        new("State", one => one.State) { Color = one => one.State is DashboardFileState.Current ? 32 : 33 },
        new("Kind", one => one.Kind),
        new("Entries", one => one.Entries),
        new("Path", one => one.Path),
        new("Message", one => one.Message),
    ];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("dashboard", "Write what Grafana, Prometheus and Alertmanager need to see the inventory as the watch sees it: dashboards with provisioning, scrapes, alert rules, routes. Exit codes: 0 done, 1 failed, 2 something of the inventory could not be taken over, 64 usage.");
        var path = new Option<string?>("--path") { Description = "The folder that the files go to; mcpops-dashboard when omitted.", HelpName = "FOLDER" };
        var watch = new Option<string?>("--watch") { Description = "Where 'mcpops watch --listen' answers; 127.0.0.1:9464 when omitted.", HelpName = "HOST:PORT" };
        var node = new ListOption("--node-exporter") { Description = "Where node_exporter answers; may be given several times, or with commas. 127.0.0.1:9100 when omitted; none leaves it out, with its rules and panels.", HelpName = "HOST:PORT" };
        var postgres = new ListOption("--postgres-exporter") { Description = "Where postgres_exporter answers; may be given several times, or with commas. None when omitted: the watch looks at connections itself.", HelpName = "HOST:PORT" };
        var prometheus = new Option<string?>("--prometheus") { Description = "Where Grafana finds Prometheus; http://127.0.0.1:9090 when omitted.", HelpName = "URL" };
        var alertmanager = new Option<string?>("--alertmanager") { Description = "Where Prometheus finds Alertmanager; 127.0.0.1:9093 when omitted.", HelpName = "HOST:PORT" };
        var secrets = new Option<string?>("--secret-folder") { Description = "The folder from which Alertmanager reads the secrets of channels, a file each; /etc/alertmanager/secrets when omitted.", HelpName = "FOLDER" };
        var force = new Option<bool>("--force") { Description = "Also over what somebody changed by hand." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the difference, and write nothing." };
        var (config, output) = (SharedOptions.ConfigPath(), SharedOptions.Output());
        foreach (var option in new Option[] { path, watch, node, postgres, prometheus, alertmanager, secrets, force, dryRun, config, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new DashboardOptions
            {
                Path = parsed.GetValue(path), Watch = parsed.GetValue(watch), NodeExporters = parsed.GetValue(node) ?? [], PostgresExporters = parsed.GetValue(postgres) ?? [],
                Prometheus = parsed.GetValue(prometheus), Alertmanager = parsed.GetValue(alertmanager), SecretFolder = parsed.GetValue(secrets),
                Force = parsed.GetValue(force), DryRun = parsed.GetValue(dryRun), ConfigPath = parsed.GetValue(config),
            };
            var all = await new DashboardExport(console.Context).WriteAsync(options, cancellationToken);
            var format = parsed.GetValue(output);
            ResultWriter.WriteAll(console, format, all, Columns);
            foreach (var one in format is OutputFormat.Table && options.DryRun ? all.Where(one => one.Diff.Length > 0) : [])
            {
                console.Out.WriteLine();
                console.Out.WriteLine($"{one.Path}\n{one.Diff}");
            }

            return all.Any(one => one.Outcome is DashboardOutcome.Failed) ? ExitCodes.Failed : console.Notices > 0 ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }
}
