using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Maintenance;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops advise</c>: which settings should be changed.</summary>
internal static class AdviseVerb
{
    private static readonly IReadOnlyList<Column<McpAdvice>> Columns =
    [
        new("Server", advice => advice.Server) { MaxWidth = 20 },
        new("Rule", advice => advice.Rule) { MaxWidth = 24 },
        new("Outcome", advice => advice.Outcome) { Color = Color },
        new("Key", advice => advice.Key) { MaxWidth = 30 },
        new("From", advice => advice.From) { MaxWidth = 20 },
        new("To", advice => advice.To) { MaxWidth = 20 },
        new("Confidence", advice => advice.Confidence),
        new("Path", advice => advice.Path),
        new("Evidence", advice => advice.Evidence),
        new("Missing", advice => advice.Missing),
        new("Message", advice => advice.Message),
        new("Backup", advice => advice.Backup),
        new("SeenAt", advice => advice.SeenAt),
    ];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("advise", "Say which settings of servers should be changed (\"advice\" in the inventory and in profiles), with the figures that it rests on. It only looks, unless it is told to apply, to undo or to forget. Exit codes: 0 said or done, 1 something was to be changed and was not, 2 something could not be judged, 64 usage.");
        var which = new MaintenanceServers(verb);
        var rule = new ListOption("--rule") { Description = "Only this rule; may be given several times, or with commas. All when omitted.", HelpName = "NAME" };
        var apply = new Option<bool>("--apply") { Description = "Change the settings as advised, each in its own file, of which a copy is kept." };
        var undo = new Option<bool>("--undo") { Description = "Take back what was applied, the newest first." };
        var forget = new Option<bool>("--forget") { Description = "Let stand what is set now, such as what somebody changed by hand since: what was applied is undone no more. The copy from before is kept." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what --apply, --undo or --forget would change, and change nothing." };
        var (history, output) = (MonitoringOptions.History(), SharedOptions.Output());
        foreach (var option in new Option[] { rule, apply, undo, forget, dryRun, history, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var (chosen, _) = await which.FindAsync(parsed, console, cancellationToken, orElse: set => parsed.GetValue(undo) || parsed.GetValue(forget) ? new ServerAdvice(console.Context).Gone(which.Names(parsed), set.Fleet.History, parsed.GetValue(history)) : []);
            var options = new AdviceOptions
            {
                Servers = chosen.Servers, Rules = parsed.GetValue(rule) ?? [], Apply = parsed.GetValue(apply), Undo = parsed.GetValue(undo), Forget = parsed.GetValue(forget), DryRun = parsed.GetValue(dryRun), History = parsed.GetValue(history),
            };
            var (format, all) = (parsed.GetValue(output), new List<McpAdvice>());
            await foreach (var advice in new ServerAdvice(console.Context).RunAsync(options, cancellationToken))
            {
                all.Add(advice);
                WriteLine(console, format, advice);
            }

            if (format is not OutputFormat.Table)
            {
                ResultWriter.WriteAll(console, format, all, Columns);
            }

            console.WriteFaults(all.Select(MaintenanceFault.Of));
            return all.Exists(advice => advice.Outcome is StepOutcome.Failed) ? ExitCodes.Failed : console.HasReported("AdviceRuleInvalid") || all.Exists(advice => advice.Outcome is StepOutcome.Skipped) ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }

    // What is advised, what it rests on and why are read as sentences.
    private static void WriteLine(CliConsole console, OutputFormat format, McpAdvice advice)
    {
        if (format is not OutputFormat.Table)
        {
            return;
        }

        var change = advice.Outcome is StepOutcome.Ok or StepOutcome.Skipped ? "" : $": {advice.Key} from {advice.From ?? "(not known)"} to {advice.To ?? "(not set)"}{(advice.Confidence is { } sure ? $", confidence {sure}" : "")}";
        console.Out.WriteLine($"{console.Paint($"{advice.Outcome,-11}", Color(advice))} {advice.Server} {advice.Rule}{TableWriter.OneLine(change)}");
        foreach (var text in new[] { advice.Message, advice.Evidence, advice.Missing, advice.Backup is { } copy ? $"The file from before: {copy}" : "" }.Where(text => text.Length > 0))
        {
            console.Out.WriteLine($"{"",12}→ {TableWriter.OneLine(text)}");
        }
    }

    private static int? Color(McpAdvice advice) => advice.Outcome switch { StepOutcome.Failed => 31, StepOutcome.WouldChange => 33, StepOutcome.Changed => 32, _ => null };
}
