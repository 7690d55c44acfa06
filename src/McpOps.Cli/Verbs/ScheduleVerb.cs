using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Maintenance;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops schedule</c>: the entries that run plans; <c>add</c> and <c>remove</c> them.</summary>
internal static class ScheduleVerb
{
    private static readonly IReadOnlyList<Column<McpSchedule>> Columns =
    [
        new("Name", one => one.Name),
        new("Plan", one => one.Plan),
        new("When", one => one.When),
        new("Kind", one => one.Kind),
        new("State", one => one.State) { Color = one => one.State is ScheduleState.Registered ? 32 : 33 },
        new("Outcome", one => one.Outcome) { Color = one => one.Outcome is StepOutcome.Failed ? 31 : null },
        new("Paths", one => string.Join(", ", one.Paths)),
        new("Message", one => one.Message),
    ];

    public static Command Create(CliConsole console)
    {
        var verb = Verb(console, "schedule", "Say how the entries that run the inventory's plans stand in this system's scheduler. 'schedule add' writes them, 'schedule remove' takes them away.", changes: false,
            (scheduler, options, cancellationToken) => scheduler.ListAsync(options, cancellationToken));
        verb.Add(Verb(console, "add", "Write the entries that run the inventory's plans into this system's scheduler: only its own, the same however often it is called. Exit codes: 0 done, 1 failed, 64 usage.", changes: true,
            (scheduler, options, cancellationToken) => scheduler.RegisterAsync(options, cancellationToken)));
        verb.Add(Verb(console, "remove", "Take away the entries that run plans; nothing else of the scheduler is touched.", changes: true,
            (scheduler, options, cancellationToken) => scheduler.UnregisterAsync(options, cancellationToken)));
        return verb;
    }

    private static Command Verb(CliConsole console, string name, string description, bool changes, Func<PlanScheduler, ScheduleOptions, CancellationToken, Task<IReadOnlyList<McpSchedule>>> work)
    {
        var verb = new Command(name, description);
        var plan = new Argument<string[]>("PLAN") { Description = "The plans; all that have a time when omitted.", Arity = ArgumentArity.ZeroOrMore };
        var kind = new Option<string?>("--kind") { Description = "The scheduler: systemd, cron, windows or azure; this system's own when omitted. For another one name a folder.", HelpName = "KIND" };
        kind.AcceptOnlyFromAmong([.. ScheduleKind.All]);
        var folder = new Option<string?>("--folder") { Description = "Where the files are, instead of the scheduler's own folder; then nothing is switched on or off.", HelpName = "FOLDER" };
        var account = new Option<string?>("--account") { Description = "The account that runs them; root, or Windows' network service, when omitted.", HelpName = "NAME" };
        var command = new Option<string?>("--command") { Description = "The whole path of the program mcpops; this one when omitted.", HelpName = "PATH" };
        var force = new Option<bool>("--force") { Description = "Also what somebody changed by hand." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the difference, and change nothing." };
        var (config, output) = (SharedOptions.ConfigPath(), SharedOptions.Output());
        verb.Add(plan);
        foreach (var option in new Option[] { kind, folder, account, command, config, output }.Concat(changes ? [force, dryRun] : []))
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ScheduleOptions
            {
                Plans = parsed.GetValue(plan) ?? [], Kind = parsed.GetValue(kind), Folder = parsed.GetValue(folder), Account = parsed.GetValue(account), Command = parsed.GetValue(command),
                ConfigPath = parsed.GetValue(config), Force = changes && parsed.GetValue(force), DryRun = changes && parsed.GetValue(dryRun),
            };
            var all = await work(new PlanScheduler(console.Context), options, cancellationToken);
            var format = parsed.GetValue(output);
            ResultWriter.WriteAll(console, format, all, Columns);
            foreach (var one in format is OutputFormat.Table && changes ? all.Where(one => one.Diff.Length > 0) : [])
            {
                console.Out.WriteLine();
                console.Out.WriteLine(one.Diff);
            }

            console.WriteFaults(all.Select(MaintenanceFault.Of));
            return all.Any(one => one.Outcome is StepOutcome.Failed) ? ExitCodes.Failed : ExitCodes.Done;
        });
        return verb;
    }
}
