using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>When a duty of a new inventory is due for the first time: before that nobody has missed it.</summary>
internal static class FirstSlot
{
    /// <summary>The first time of a server's plan with such a step; null once it is over, where no plan has one, where one has run already, or where nothing is kept here yet.</summary>
    /// <param name="server">The server.</param>
    /// <param name="use">What the step uses.</param>
    /// <param name="time">The clock, and the zone of the plan's times.</param>
    public static DateTimeOffset? Of(McpServer server, string use, TimeProvider time)
    {
        var folder = StateFolder.Of(null, server.History, ServerPaths.FromProcess());
        var plans = server.Plans.Where(plan => plan.At is not null && plan.Steps.Any(step => step.Use == use && step.Enabled)).ToList();
        try
        {
            return plans.Count == 0 || !StateFolder.Exists(folder) || new RunJournal(folder).Read().Any(record => record.Server == server.Name && plans.Exists(plan => plan.Name == record.Plan)) ? null
                : Of(plans, new DateTimeOffset(Directory.GetCreationTimeUtc(folder)), time.GetUtcNow(), time.LocalTimeZone);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or McpOpsException)
        {
            return null;
        }
    }

    /// <summary>The first time of plans since a moment; null once it is over, with what a timer may be late.</summary>
    public static DateTimeOffset? Of(IReadOnlyList<McpPlan> plans, DateTimeOffset since, DateTimeOffset now, TimeZoneInfo zone) =>
        plans.Min(plan => PlanCalendar.NextDue(plan, since, zone)) is { } due && now < due + PlanCalendar.Grace && since <= now ? due : null;
}
