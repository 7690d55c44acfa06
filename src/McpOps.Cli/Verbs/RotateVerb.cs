using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Maintenance;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops rotate</c>: logs, each in the way that fits how its writer holds it.</summary>
internal static class RotateVerb
{
    private static readonly IReadOnlyList<Column<McpRotatedLog>> Columns =
    [
        new("Outcome", log => log.Outcome) { Color = log => log.Outcome is RotateOutcome.Failed or RotateOutcome.Left ? 31 : null },
        new("Way", log => log.Way),
        new("Bytes", log => log.Bytes) { Right = true },
        new("FreedBytes", log => log.FreedBytes) { Right = true },
        new("LostBytes", log => log.LostBytes) { Right = true },
        new("Path", log => log.Path),
        new("Reason", log => log.Reason),
        new("Server", log => log.Server) { MaxWidth = 20 },
    ];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("rotate", "Rotate logs by the rules of the inventory (\"rotate\"), and say which logs nobody rotates. What logrotate looks after is left to it. Exit codes: 0 done, 1 failed, 2 in part, 64 usage.");
        var which = new MaintenanceServers(verb);
        var force = new Option<bool>("--force") { Description = "Rotate what is not due too." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be rotated, and how, and do nothing." };
        var (history, output) = (MonitoringOptions.History(), SharedOptions.Output());
        foreach (var option in new Option[] { force, dryRun, history, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var (chosen, _) = await which.FindAsync(parsed, console, cancellationToken);
            var options = new RotateOptions { Servers = chosen.Servers, History = parsed.GetValue(history), Force = parsed.GetValue(force), DryRun = parsed.GetValue(dryRun) };
            var logs = await ResultWriter.WriteStreamAsync(console, parsed.GetValue(output), new LogRotator(console.Context).RunAsync(options, cancellationToken), Columns, cancellationToken);
            console.WriteFaults(logs.Select(MaintenanceFault.Of));
            var bad = logs.Count(log => log.Outcome is RotateOutcome.Failed or RotateOutcome.Left);
            return bad == 0 ? ExitCodes.Done : bad == logs.Count ? ExitCodes.Failed : ExitCodes.Partial;
        });
        return verb;
    }
}
