using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Maintenance;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops database</c>: vacuum by need, rows by retention, SQLite optimized.</summary>
internal static class DatabaseVerb
{
    private static readonly IReadOnlyList<Column<McpDatabaseWork>> Columns =
    [
        new("Server", work => work.Server) { MaxWidth = 20 },
        new("Database", work => work.Database) { MaxWidth = 20 },
        new("Action", work => work.Action),
        new("Target", work => work.Target) { MaxWidth = 40 },
        new("Outcome", work => work.Outcome) { Color = work => work.Outcome is StepOutcome.Failed ? 31 : null },
        new("Rows", work => work.Rows) { Right = true },
        new("LongestMs", work => work.LongestMs) { Right = true },
        new("DurationMs", work => work.DurationMs) { Right = true },
        new("Message", work => work.Message),
    ];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("database", "Look after servers' databases by the rules of the inventory (\"maintain\"): PostgreSQL vacuumed by need and rows removed by retention in small batches, SQLite optimized and checkpointed. Exit codes: 0 done, 1 failed, 2 in part, 64 usage.");
        var which = new MaintenanceServers(verb);
        var database = new ListOption("--database") { Description = "Only this database, by its name in the inventory; may be given several times, or with commas. All when omitted.", HelpName = "NAME" };
        var action = new Option<string?>("--action") { Description = "Only vacuum, only reindex, or only retain; all that the inventory says when omitted.", HelpName = "ACTION" };
        action.AcceptOnlyFromAmong("vacuum", "reindex", "retain");
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done, count the rows that would go, and do nothing." };
        var output = SharedOptions.Output();
        foreach (var option in new Option[] { database, action, dryRun, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var (chosen, _) = await which.FindAsync(parsed, console, cancellationToken);
            var options = new DatabaseOptions { Servers = chosen.Servers, Databases = parsed.GetValue(database) ?? [], Action = parsed.GetValue(action), DryRun = parsed.GetValue(dryRun) };
            var works = await ResultWriter.WriteStreamAsync(console, parsed.GetValue(output), new DatabaseMaintenance(console.Context).RunAsync(options, cancellationToken), Columns, cancellationToken);
            console.WriteFaults(works.Select(MaintenanceFault.Of));
            var failed = works.Count(work => work.Outcome is StepOutcome.Failed);
            if (works.Count == 0 && parsed.GetValue(output) is OutputFormat.Table)
            {
                console.WriteError("There is nothing to do: no server here has rules for a database. They stand below \"maintain\" in the inventory, and name one below \"databases\".");
            }

            return failed == 0 ? ExitCodes.Done : failed == works.Count ? ExitCodes.Failed : ExitCodes.Partial;
        });
        verb.Add(DatabaseReportVerb.Create(console));
        return verb;
    }
}
