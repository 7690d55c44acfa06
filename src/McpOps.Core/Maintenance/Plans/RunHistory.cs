using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>What the journal says of a server's plans.</summary>
internal static class RunHistory
{
    /// <summary>What a run that was killed came to.</summary>
    public const string Interrupted = "Interrupted";

    /// <summary>How a plan of a server stands.</summary>
    /// <param name="server">The server's name.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="records">The journal, oldest first.</param>
    /// <param name="running">True while a run is at work: its last step is not taken for one that was killed.</param>
    /// <param name="now">The moment.</param>
    /// <param name="zone">The zone of the plan's times.</param>
    public static McpPlanStatus Of(string server, McpPlan plan, IReadOnlyList<RunRecord> records, bool running, DateTimeOffset now, TimeZoneInfo zone)
    {
        var own = records.Where(record => record.Plan == plan.Name && record.Server == server).ToList();
        var run = own.Count == 0 ? null : own[^1].Run;
        var last = own.Where(record => record.Run == run).ToList();
        var begun = last.Find(record => record.Kind is "began");
        var ended = last.Find(record => record.Kind is "ended");
        var cut = last.FindLast(record => record.Kind is "step" && record.Outcome is null) is { } open && !last.Exists(record => record.Step == open.Step && record.Outcome is not null) ? open : null;
        return new McpPlanStatus
        {
            Server = server,
            Plan = plan.Name,
            At = plan.At is null ? null : $"{(plan.On is { } day ? $"{day} " : "")}{plan.At}",
            LastRun = begun?.At.LocalDateTime,
            Outcome = begun is null ? null : ended?.Outcome ?? (running ? "Running" : Interrupted),
            Next = PlanCalendar.NextDue(plan, now, zone)?.LocalDateTime,
            Late = begun is not null && PlanCalendar.IsLate(plan, begun.At, now, zone),
            Message = begun is null ? "" : ended is null && !running ? $"The run was killed{(cut is null ? "" : $" in step '{cut.Step}'")}."
                : string.Join(" ", last.Where(record => record.Outcome is StepOutcome.Failed && record.Kind is "step").Select(record => $"{record.Step}: {record.Message}")),
        };
    }
}
