using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Maintenance;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops diagnose</c>: what ails a server, each line with what follows.</summary>
internal static class DiagnoseVerb
{
    private static readonly IReadOnlyList<Column<McpDiagnosis>> Columns =
    [
        new("Server", line => line.Server) { MaxWidth = 20 },
        new("Area", line => line.Area),
        new("Status", line => line.Status) { Color = line => line.Status switch { "Healthy" => 32, "Degraded" => 33, "Unhealthy" => 31, _ => null } },
        new("Fact", line => line.Fact),
        new("AndSo", line => line.AndSo),
        new("SeenAt", line => line.SeenAt),
    ];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("diagnose", "Say what ails a server: processes, limits, sockets, network, firewall, disks, databases, logs, changes; each line with what follows. It only looks. Exit codes: 0 nothing is unhealthy, 1 something is, 2 something could not be looked at, 64 usage.");
        var which = new MaintenanceServers(verb);
        var interval = MonitoringOptions.Duration("--interval", "Over which time processor and memory are compared, such as 5s; 2s when omitted.");
        var last = new Option<string?>("--last") { Description = "How far back logs and history are looked at, such as 12h; a day when omitted.", HelpName = "AGE" };
        var (history, output) = (MonitoringOptions.History(), SharedOptions.Output());
        foreach (var option in new Option[] { interval, last, history, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var (chosen, _) = await which.FindAsync(parsed, console, cancellationToken);
            var format = parsed.GetValue(output);
            var all = new List<McpDiagnosis>();
            foreach (var server in chosen.Servers)
            {
                var options = new DiagnosisOptions
                {
                    Server = server, Interval = MonitoringOptions.Parse(parsed.GetValue(interval), "--interval") ?? TimeSpan.FromSeconds(2),
                    Window = parsed.GetValue(last) is { } age ? TimeLength.ParseAge(age) : TimeSpan.FromDays(1), ConfigPath = chosen.InventoryPath, History = parsed.GetValue(history),
                };
                await foreach (var line in new ServerDiagnosis(console.Context).RunAsync(options, cancellationToken))
                {
                    all.Add(line);
                    WriteLine(console, format, line);
                }
            }

            if (format is not OutputFormat.Table)
            {
                ResultWriter.WriteAll(console, format, all, Columns);
            }

            return all.Exists(line => line.Status is "Unhealthy") ? ExitCodes.Failed : all.Exists(line => line.Status is "Unknown") ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }

    // A line is long, and its end is what matters: a person reads it whole, as soon as it is seen.
    private static void WriteLine(CliConsole console, OutputFormat format, McpDiagnosis line)
    {
        if (format is OutputFormat.Table)
        {
            console.Out.WriteLine($"{console.Paint($"{line.Status,-9}", Columns[2].Color!(line))} {line.Area,-9}  {TableWriter.OneLine(line.Fact)}{(line.AndSo.Length > 0 ? $"\n{"",22}→ {TableWriter.OneLine(line.AndSo)}" : "")}");
        }
    }
}
