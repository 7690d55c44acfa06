using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Maintenance;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops maintain</c>: the duties of a day, a week, a month.</summary>
internal static class MaintainVerb
{
    /// <summary>A row a step.</summary>
    internal static readonly IReadOnlyList<Column<McpMaintenanceStep>> Steps =
    [
        new("Plan", step => step.Plan),
        new("Server", step => step.Server) { MaxWidth = 20 },
        new("Step", step => step.Step) { MaxWidth = 20 },
        new("Outcome", step => step.Outcome) { Color = step => step.Outcome switch { StepOutcome.Failed => 31, StepOutcome.Changed or StepOutcome.WouldChange => 33, _ => null } },
        new("ChangedCount", step => step.ChangedCount) { Title = "Changed", Right = true },
        new("FreedBytes", step => step.FreedBytes) { Right = true },
        new("DurationMs", step => step.DurationMs) { Right = true },
        new("Message", step => step.Message),
    ];

    private static readonly IReadOnlyList<Column<McpPlanStatus>> Plans =
    [
        new("Server", status => status.Server) { MaxWidth = 28 },
        new("Plan", status => status.Plan),
        new("At", status => status.At),
        new("LastRun", status => (object?)status.LastRun ?? "never"),
        new("Outcome", status => status.Outcome) { Color = status => status.Outcome is StepOutcome.Failed or McpPlanStatus.Interrupted ? 31 : null },
        new("Late", status => status.Late ? "late" : "") { Color = status => status.Late ? 31 : null },
        new("Next", status => status.Next),
        new("Message", status => status.Message),
    ];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("maintain", "Do the duties of a day, a week, a month: the plans of servers, step by step. Exit codes: 0 done, 1 nothing was run or each step that was run failed, 2 some steps failed, 64 usage; with --status 0 all is well, 1 a plan is late, failed or was killed. 2 also where a word of the inventory was left out.");
        var plan = new Argument<string?>("PLAN") { Description = "The plan, such as daily; with --status all when omitted.", Arity = ArgumentArity.ZeroOrOne };
        var names = new Argument<string[]>("SERVER") { Description = "Names of servers, wildcards understood; all that have the plan when omitted.", Arity = ArgumentArity.ZeroOrMore };
        var tags = ServerArguments.Tag();
        var step = new ListOption("--step") { Description = "Only this step of the plan; may be given several times, or with commas. What it needs is not run with it.", HelpName = "ID" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what each step would change, and change nothing." };
        var wait = SecondsOption.Create("--lock-wait", "Seconds to wait while another run is at work here; not at all when omitted.");
        var status = new Option<bool>("--status") { Description = "Say of each plan when it ran last, what it came to, and when it is due." };
        var (config, history, output) = (SharedOptions.ConfigPath(), MonitoringOptions.History(), SharedOptions.Output());
        verb.Add(plan);
        verb.Add(names);
        foreach (var option in new Option[] { tags, step, dryRun, wait, status, config, history, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new MaintenanceOptions
            {
                Plan = parsed.GetValue(plan) ?? "*", Names = parsed.GetValue(names) ?? [], Tags = parsed.GetValue(tags) ?? [], Steps = parsed.GetValue(step) ?? [],
                ConfigPath = parsed.GetValue(config), History = parsed.GetValue(history), DryRun = parsed.GetValue(dryRun), LockWait = TimeSpan.FromSeconds(parsed.GetValue(wait) ?? 0),
            };
            var format = parsed.GetValue(output);
            var engine = new MaintenanceEngine(console.Context);
            if (parsed.GetValue(status))
            {
                var plans = await engine.StatusAsync(options, cancellationToken);
                ResultWriter.WriteAll(console, format, plans, Plans);
                return plans.Any(one => one.Late || one.Outcome is StepOutcome.Failed or McpPlanStatus.Interrupted) ? ExitCodes.Failed : ExitCodes.Done;
            }

            if (parsed.GetValue(plan) is null)
            {
                throw new McpOpsException("NothingNamed", McpErrorCategory.InvalidArgument, "Name the plan, such as 'mcpops maintain daily'. 'mcpops maintain --status' lists what there is.");
            }

            var steps = await ResultWriter.WriteStreamAsync(console, format, engine.RunAsync(options, cancellationToken), Steps, cancellationToken);
            WriteChanges(console, format, options.DryRun, steps);
            console.WriteFaults(steps.Select(MaintenanceFault.OfPlan));
            return ExitCode(steps);
        });
        return verb;
    }

    /// <summary>0 when no step failed, 1 when each that was run did, 2 when some did.</summary>
    internal static int ExitCode(IReadOnlyList<McpMaintenanceStep> steps) => steps.All(step => step.Outcome is not StepOutcome.Failed) ? ExitCodes.Done
        : steps.All(step => step.Outcome is StepOutcome.Failed or StepOutcome.Skipped) ? ExitCodes.Failed : ExitCodes.Partial;

    /// <summary>In a dry run a person wants to see each thing that would be changed; JSON has it anyway.</summary>
    internal static void WriteChanges(CliConsole console, OutputFormat format, bool dryRun, IReadOnlyList<McpMaintenanceStep> steps)
    {
        if (format is not OutputFormat.Table || !dryRun)
        {
            return;
        }

        foreach (var step in steps.Where(step => step.Changed.Count > 0))
        {
            console.Out.WriteLine();
            console.Out.WriteLine($"{(step.Server is { } server ? $"{server}, " : "")}{step.Step} would change:");
            foreach (var change in step.Changed)
            {
                console.Out.WriteLine($"  {TableWriter.OneLine(change)}");
            }

            if (step.ChangedCount > step.Changed.Count)
            {
                console.Out.WriteLine($"  and {step.ChangedCount - step.Changed.Count} more");
            }
        }
    }
}
