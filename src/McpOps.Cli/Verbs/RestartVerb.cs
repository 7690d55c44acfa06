using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Maintenance;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops restart</c>: a server back on its feet, proved by a call.</summary>
internal static class RestartVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("restart", "Get a server back on its feet: look, keep evidence, stop its own processes, clean, start, and prove by a call that it works, now and a while later. A healthy one is left alone. Exit codes: 0 it works, 1 it does not or was not restarted, 64 usage.");
        var which = new MaintenanceServers(verb);
        var force = new Option<bool>("--force") { Description = "Restart one that is healthy, or was given up." };
        var orphans = new Option<bool>("--orphans") { Description = "Restart nothing: end the processes of a stdio server that clients which are gone left behind, and to which nobody speaks any more." };
        var settle = MonitoringOptions.Duration("--settle", "How long after its start it must still work, such as 30s; what the inventory says when omitted, else 30s.");
        var timeout = SecondsOption.Create("--timeout", "Seconds that it may take to stop, and to start and answer; what the inventory says when omitted, else 60.", 86400);
        var dryRun = new Option<bool>("--dry-run") { Description = "Look, say what would be done, and do nothing." };
        var (history, output) = (MonitoringOptions.History(), SharedOptions.Output());
        foreach (var option in new Option[] { force, orphans, settle, timeout, dryRun, history, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            if (!which.IsNamed(parsed))
            {
                throw new McpOpsException("NothingNamed", McpErrorCategory.InvalidArgument, "Name the server, or '*' for all.");
            }

            var (chosen, inventory) = await which.FindAsync(parsed, console, cancellationToken);
            var (all, failed) = (new List<McpMaintenanceStep>(), false);
            foreach (var server in DependencyOrder.Of(chosen.Servers))
            {
                var options = new RestartOptions
                {
                    Server = server, Inventory = inventory.Servers, Force = parsed.GetValue(force), Orphans = parsed.GetValue(orphans), Settle = MonitoringOptions.Parse(parsed.GetValue(settle), "--settle"),
                    Timeout = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, History = parsed.GetValue(history), DryRun = parsed.GetValue(dryRun),
                };
                try
                {
                    await foreach (var step in new ServerRestart(console.Context).RunAsync(options, cancellationToken))
                    {
                        all.Add(step);
                    }
                }
                catch (McpOpsException exception) when (chosen.Servers.Count > 1)
                {
                    // One of many that nothing runs here does not keep the others down.
                    console.WriteError($"error {exception.ErrorId}: {exception.Message}");
                    failed = true;
                }
            }

            ResultWriter.WriteAll(console, parsed.GetValue(output), all, MaintainVerb.Steps);
            console.WriteFaults(all.Select(MaintenanceFault.OfRestart));
            return !failed && all.Count > 0 && all.TrueForAll(step => step.Outcome is not StepOutcome.Failed) ? ExitCodes.Done : ExitCodes.Failed;
        });
        return verb;
    }
}
