using FsCheck;
using FsCheck.Fluent;
using McpOps.Core.Tests.Servers;
using McpOps.Maintenance.Plans;
using McpOps.Servers;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>What decides in a plan: how it is joined, ordered, and when it is due.</summary>
public sealed class PlanTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Plans_of_profile_inventory_and_server_are_joined_step_by_step()
    {
        var servers = await _machine.ReadAsync("""
            { "plans": { "daily": { "at": "1:30", "steps": [{ "use": "health", "timeout": "20s" }, { "use": "backup" }] } },
              "servers": {
                "a": { "command": "x" },
                "b": { "command": "x", "plans": { "daily": { "steps": [{ "id": "health", "with": { "checks": ["protocol"] } }, { "id": "backup", "enabled": false }, { "id": "more", "use": "logs.summary" }] }, "own": {} } } } }
            """);
        var (a, b) = (servers[0].Plans.Single(), servers[1].Plans.Single(plan => plan.Name == "daily"));
        Assert.Equal(("01:30", "health, backup"), (a.At, string.Join(", ", a.Steps.Select(step => step.Id))));
        Assert.Equal(("01:30", "health, backup, more"), (b.At, string.Join(", ", b.Steps.Select(step => step.Id))));
        Assert.Equal((TimeSpan.FromSeconds(20), "protocol"), (b.Steps[0].Timeout, (string?)b.Steps[0].With["checks"]![0]));
        Assert.False(b.Steps[1].Enabled);
        Assert.Empty(_machine.Notices);
    }

    [Theory]
    [InlineData("""{ "at": "25:00" }""", "daily.at")]
    [InlineData("""{ "on": "sunday" }""", "nothing says the time")]
    [InlineData("""{ "at": "2:00", "on": "sundy" }""", "sunday")]
    [InlineData("""{ "at": "2:00", "on": 31 }""", "28")]
    [InlineData("""{ "steps": [{ "use": "health" }, { "use": "health" }] }""", "two steps")]
    [InlineData("""{ "steps": [{ "with": {} }] }""", "neither 'use'")]
    [InlineData("""{ "steps": [{ "use": "health", "onError": "explode" }] }""", "continue, stop or alert")]
    public async Task What_a_plan_cannot_be_is_said_with_file_and_line(string plan, string said)
    {
        Assert.Empty(Assert.Single(await _machine.ReadAsync($$"""{ "servers": { "a": { "command": "x", "plans": { "daily": {{plan}} } } } }""")).Plans);
        var notice = Assert.Single(_machine.Notices);
        Assert.Equal("InventoryPartInvalid", notice.Id);
        Assert.Contains(said, notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_and_an_unknown_need_are_named()
    {
        var circle = Assert.Throws<McpOpsException>(() => PlanOrder.Of(Plan(("a", ["b"]), ("b", ["c"]), ("c", ["a"]))));
        Assert.Equal("PlanCycle", circle.ErrorId);
        Assert.Contains("a → b → c → a", circle.Message, StringComparison.Ordinal);
        Assert.Equal("PlanStepUnknown", Assert.Throws<McpOpsException>(() => PlanOrder.Of(Plan(("backup", []), ("verify", ["bakcup"])))).ErrorId);
    }

    [Fact]
    public void Each_step_comes_once_and_after_what_it_needs() => Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
    {
        // A step needs only such as have a smaller number, so there is no circle; they are written in any order.
        var random = new System.Random(seed);
        var steps = Enumerable.Range(0, random.Next(1, 12)).Select(number => ($"s{number}", Enumerable.Range(0, number).Where(_ => random.Next(3) == 0).Select(need => $"s{need}").ToArray())).OrderBy(_ => random.Next()).ToArray();
        var order = PlanOrder.Of(Plan(steps)).Select(step => step.Id).ToList();
        return order.Count == steps.Length && order.Distinct().Count() == steps.Length
            && steps.All(step => step.Item2.All(need => order.IndexOf(need) < order.IndexOf(step.Item1)));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("diskUsed > 80", 80.5, true)]
    [InlineData("diskUsed>80", 80, false)]
    [InlineData("load <= 1.5", 1.5, true)]
    [InlineData("memoryUsed < 50", 50, false)]
    public void A_condition_holds_or_not(string text, double value, bool holds)
    {
        Assert.Equal(holds, StepCondition.Parse(text).Holds(value));
        Assert.Null(StepCondition.Parse(text).Holds(null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("diskUsed")]
    [InlineData("disk > 80")]
    [InlineData("diskUsed > 80; rm -rf /")]
    [InlineData("diskUsed == 80")]
    public void What_is_no_condition_is_refused(string text) => Assert.Equal("PlanConditionInvalid", Assert.Throws<McpOpsException>(() => StepCondition.Parse(text)).ErrorId);

    [Theory]
    [InlineData("02:00", null, "2026-11-27T02:00", "2026-11-28T02:00")]
    [InlineData("13:00", null, "2026-11-26T13:00", "2026-11-27T13:00")]
    [InlineData("03:00", "sunday", "2026-11-22T03:00", "2026-11-29T03:00")]
    [InlineData("03:00", "1", "2026-11-01T03:00", "2026-12-01T03:00")]
    [InlineData("03:00", "27", "2026-11-27T03:00", "2026-12-27T03:00")]
    public void A_plan_is_due_at_its_time(string at, string? on, string last, string next)
    {
        var (plan, now) = (new McpPlan("p") { At = at, On = on }, new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
        Assert.Equal(last, PlanCalendar.LastDue(plan, now, TimeZoneInfo.Utc)!.Value.ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(next, PlanCalendar.NextDue(plan, now, TimeZoneInfo.Utc)!.Value.ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("2026-11-27T10:00Z", "2026-11-27T12:00Z", "2026-11-28T02:00Z")]
    [InlineData("2026-11-27T10:00Z", "2026-11-28T04:59Z", "2026-11-28T02:00Z")]
    [InlineData("2026-11-27T10:00Z", "2026-11-28T05:00Z", null)]
    [InlineData("2026-11-27T10:00Z", "2027-11-28T01:00Z", null)]
    [InlineData("2026-11-28T10:00Z", "2026-11-27T12:00Z", null)]
    public void What_is_new_has_missed_nothing_before_its_first_time(string since, string now, string? due) =>
        Assert.Equal(due is null ? null : Moment(due), FirstSlot.Of([new McpPlan("weekly") { At = "03:00", On = "sunday" }, new McpPlan("daily") { At = "02:00" }], Moment(since)!.Value, Moment(now)!.Value, TimeZoneInfo.Utc));

    private static DateTimeOffset? Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void It_is_late_three_hours_after_its_time_and_a_time_that_a_clock_change_leaves_out_is_the_one_after()
    {
        var (plan, due) = (new McpPlan("daily") { At = "02:00" }, new DateTimeOffset(2026, 11, 27, 2, 0, 0, TimeSpan.Zero));
        Assert.False(PlanCalendar.IsLate(plan, due.AddDays(-1).AddMinutes(1), due.AddHours(2.9), TimeZoneInfo.Utc));
        Assert.True(PlanCalendar.IsLate(plan, due.AddDays(-1).AddMinutes(1), due.AddHours(3.1), TimeZoneInfo.Utc));
        Assert.False(PlanCalendar.IsLate(plan, due.AddMinutes(10), due.AddHours(20), TimeZoneInfo.Utc));

        // A run that the clock dates into next year says nothing of today.
        Assert.True(PlanCalendar.IsLate(plan, due.AddYears(1), due.AddHours(20), TimeZoneInfo.Utc));

        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var spring = PlanCalendar.LastDue(plan with { At = "02:30" }, new DateTimeOffset(2026, 3, 29, 12, 0, 0, TimeSpan.Zero), berlin)!.Value;
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 3, 0, 0, TimeSpan.FromHours(2)), spring);
    }

    private static McpPlan Plan(params (string Id, string[] Needs)[] steps) => new("p") { Steps = [.. steps.Select(step => new McpPlanStep(step.Id, "command") { Needs = step.Needs })] };
}
