using System.CommandLine;
using System.Globalization;
using McpOps.Cli.Output;
using McpOps.Maintenance;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops clean</c>: old files that the inventory names.</summary>
internal static class CleanVerb
{
    private static readonly IReadOnlyList<Column<McpCleanedFile>> Columns =
    [
        new("Outcome", file => file.Outcome) { Color = file => file.Outcome is CleanOutcome.Refused or CleanOutcome.Failed ? 31 : null },
        new("Bytes", file => file.Bytes) { Right = true },
        new("Files", file => file.Files) { Right = true },
        new("LastChanged", file => file.LastChanged),
        new("Path", file => file.Path),
        new("Reason", file => file.Reason) { MaxWidth = 60 },
        new("Rule", file => file.Rule) { MaxWidth = 16 },
        new("Server", file => file.Server) { MaxWidth = 20 },
    ];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("clean", "Remove old files by the rules of the inventory (\"clean\"): never through a link, never outside; what is open, locked or another's stays. Exit codes: 0 done, 1 refused or failed, 2 in part, 64 usage.");
        var which = new MaintenanceServers(verb);
        var rule = new ListOption("--rule") { Description = "Only this rule; may be given several times, or with commas. All when omitted.", HelpName = "NAME" };
        var force = new Option<bool>("--force") { Description = "Remove more than a rule's limits (maxFiles, maxShare) allow." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be removed, and remove nothing." };
        var output = SharedOptions.Output();
        foreach (var option in new Option[] { rule, force, dryRun, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var (chosen, inventory) = await which.FindAsync(parsed, console, cancellationToken);
            var options = new CleanOptions { Servers = chosen.Servers, Inventory = inventory.Servers, Rules = parsed.GetValue(rule) ?? [], Force = parsed.GetValue(force), DryRun = parsed.GetValue(dryRun) };
            var files = await ResultWriter.WriteStreamAsync(console, parsed.GetValue(output), new FileCleaner(console.Context).RunAsync(options, cancellationToken), Columns, cancellationToken);
            var gone = files.Where(file => file.Outcome is CleanOutcome.Removed or CleanOutcome.WouldRemove).ToList();
            console.WriteError(string.Create(CultureInfo.InvariantCulture, $"{gone.Sum(file => file.Files)} files, {gone.Sum(file => file.Bytes)} bytes {(options.DryRun ? "would be removed" : "removed")}; {files.Count(file => file.Outcome is CleanOutcome.Left)} left although old."));
            if (files.Count == 0 && chosen.Servers.All(server => server.Clean.Count == 0))
            {
                console.WriteError("There is nothing to do: no server here has rules for old files. They stand below \"clean\" in the inventory.");
            }

            console.WriteFaults(files.Select(MaintenanceFault.Of));
            return files.All(file => file.Outcome is not (CleanOutcome.Refused or CleanOutcome.Failed)) ? ExitCodes.Done : gone.Count > 0 && !options.DryRun ? ExitCodes.Partial : ExitCodes.Failed;
        });
        return verb;
    }
}
