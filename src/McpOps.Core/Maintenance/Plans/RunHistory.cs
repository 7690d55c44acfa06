using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>What the journal says of a server's plans.</summary>
internal static class RunHistory
{
    private const string Running = "Running";

    /// <summary>How a plan of a server stands: by its last whole run, and what was made up for since. A run of some steps only is no run of the plan; it counts for these steps.</summary>
    /// <param name="server">The server's name.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="records">The journal, oldest first.</param>
    /// <param name="running">True while a run is at work: its last step is not taken for one that was killed.</param>
    /// <param name="now">The moment.</param>
    /// <param name="zone">The zone of the plan's times.</param>
    public static McpPlanStatus Of(string server, McpPlan plan, IReadOnlyList<RunRecord> records, bool running, DateTimeOffset now, TimeZoneInfo zone)
    {
        var own = records.Where(record => record.Plan == plan.Name && record.Server == server).ToList();
        var whole = own.FindLastIndex(record => record is { Kind: "began", Steps: null });
        var since = own.Skip(Math.Max(0, whole)).ToList();
        var begun = whole < 0 ? null : own[whole];
        var latest = since.Where(record => record is { Kind: "step", Outcome: not null }).GroupBy(record => record.Step!, StringComparer.Ordinal).ToDictionary(step => step.Key, step => step.Last(), StringComparer.Ordinal);
        var isAtWork = running && since.Count > 0 && !since.Exists(record => record.Kind is "ended" && record.Run == since[^1].Run);
        var cut = Cut(plan, since, latest, isAtWork);
        var failed = latest.Values.Where(record => record.Outcome is StepOutcome.Failed).ToList();
        var open = failed.Count > 0 ? failed : [.. latest.Values.Where(record => record.LeftOut)];
        return new McpPlanStatus
        {
            Server = server,
            Plan = plan.Name,
            At = plan.At is null ? null : $"{(plan.On is { } day ? $"{day} " : "")}{plan.At}",
            LastRun = begun?.At.LocalDateTime,
            Outcome = isAtWork && open.Count == 0 ? Running
                : cut is not null ? McpPlanStatus.Interrupted
                : open.Count > 0 ? StepOutcome.Failed

                // Steps that went well are no run of the plan.
                : begun is null ? null
                : Worst(latest.Values.Select(record => record.Outcome)) ?? StepOutcome.Ok,
            Next = PlanCalendar.NextDue(plan, now, zone)?.LocalDateTime,
            Late = begun is not null && PlanCalendar.IsLate(plan, begun.At, now, zone),
            Message = cut ?? string.Join(" ", open.Select(record => $"{record.Step}: {record.Message}")),
        };
    }

    /// <summary>The worst of outcomes; null of none.</summary>
    public static string? Worst(IEnumerable<string?> outcomes) => outcomes.OfType<string>().MaxBy(outcome => Array.IndexOf([StepOutcome.Skipped, StepOutcome.Ok, StepOutcome.Changed, StepOutcome.Failed], outcome));

    // A run that was killed, until each step that it was to come to has come to something since.
    private static string? Cut(McpPlan plan, IReadOnlyList<RunRecord> since, IReadOnlyDictionary<string, RunRecord> latest, bool isAtWork)
    {
        foreach (var run in since.GroupBy(record => record.Run, StringComparer.Ordinal).Where(run => run.All(record => record.Kind is not "ended") && !(isAtWork && run.Key == since[^1].Run)))
        {
            var began = run.FirstOrDefault(record => record.Kind is "began");
            var asked = plan.Steps.Where(step => step.Enabled && (began?.Steps is not { } some || some.Contains(step.Id, StringComparer.Ordinal))).Select(step => step.Id);
            if (asked.Any(step => !latest.TryGetValue(step, out var done) || (began is not null && done.At < began.At)))
            {
                var struck = run.LastOrDefault(record => record is { Kind: "step", Outcome: null } && !run.Any(other => other.Step == record.Step && other.Outcome is not null));
                return $"The run was killed{(struck is null ? "" : $" in step '{struck.Step}'")}.";
            }
        }

        return null;
    }
}
