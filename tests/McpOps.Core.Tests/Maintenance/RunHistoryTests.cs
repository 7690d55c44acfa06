using McpOps.Maintenance;
using McpOps.Maintenance.Plans;
using McpOps.Servers;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>How a plan stands after its runs: w: a whole run, p: one of the steps that it comes to; each step with what it came to, and ! where the run was killed.</summary>
public sealed class RunHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("w a:Ok b:Changed c:Ok", "Changed", "")]
    [InlineData("w a:Failed b:Ok c:Ok", "Failed", "a: a said Failed")]
    [InlineData("w a:Failed b:Ok c:Ok; p b:Ok", "Failed", "a: a said Failed")]
    [InlineData("w a:Failed b:Ok c:Ok; p a:Ok", "Ok", "")]
    [InlineData("w a:Ok b:Ok c:Ok; p b:Failed", "Failed", "b: b said Failed")]
    [InlineData("w a:Failed b:Out c:Out; p a:Ok", "Failed", "b: b said Skipped c: c said Skipped")]
    [InlineData("w a:Failed b:Out c:Out; p a:Ok; p b:Ok c:Ok", "Ok", "")]
    [InlineData("w a:Ok b:Skipped c:Skipped", "Ok", "")]
    [InlineData("w a:Ok b!", "Interrupted", "The run was killed in step 'b'.")]
    [InlineData("w a:Ok b!; p b:Ok", "Interrupted", "The run was killed in step 'b'.")]
    [InlineData("w a:Ok b!; p b:Ok; p c:Ok", "Ok", "")]
    [InlineData("w a:Ok b:Ok c:Ok; p b!", "Interrupted", "The run was killed in step 'b'.")]
    [InlineData("w a:Ok b:Ok c:Ok; p b!; p b:Changed", "Changed", "")]
    [InlineData("w a:Failed b!; w a:Ok b:Ok c:Ok", "Ok", "")]
    public void A_run_of_some_steps_counts_for_these_steps_only(string runs, string outcome, string message)
    {
        var status = Of(runs);
        Assert.Equal((outcome, message), (status.Outcome, status.Message));
        Assert.Equal(Noon.AddHours(runs.Split(';').ToList().FindLastIndex(run => run.TrimStart().StartsWith('w'))).LocalDateTime, status.LastRun);
    }

    [Fact]
    public void Of_some_steps_alone_no_plan_has_run()
    {
        var status = Of("p a:Failed");
        Assert.Equal((null, StepOutcome.Failed, false), (status.LastRun, status.Outcome, status.Late));
        Assert.Null(Of("").Outcome);
        Assert.Equal((null, null), (Of("p a:Ok b:Changed").LastRun, Of("p a:Ok b:Changed").Outcome));
    }

    [Fact]
    public void What_is_at_work_is_no_run_that_was_killed() => Assert.Equal("Running", Of("w a:Ok b!", running: true).Outcome);

    private static McpPlanStatus Of(string runs, bool running = false)
    {
        var plan = new McpPlan("daily") { At = "02:00", Steps = [.. new[] { "a", "b", "c" }.Select(id => new McpPlanStep(id, "health"))] };
        var records = new List<RunRecord>();
        foreach (var (text, hour) in runs.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select((text, hour) => (text, hour)))
        {
            var words = text.Split(' ');
            RunRecord Line(string kind, string? step = null, string? outcome = null) => new() { At = Noon.AddHours(hour), Kind = kind, Plan = "daily", Run = $"{hour}", Server = "s", Step = step, Outcome = outcome };
            records.Add(Line("began") with { Steps = words[0] is "p" ? [.. words[1..].Select(word => word[..1])] : null });
            foreach (var word in words[1..])
            {
                records.Add(Line("step", word[..1]));
                if (word[1..] is not "!")
                {
                    var said = word[2..] is "Out" ? StepOutcome.Skipped : word[2..];
                    records.Add(Line("step", word[..1], said) with { LeftOut = word[2..] is "Out", Message = $"{word[..1]} said {said}" });
                }
            }

            if (!text.EndsWith('!'))
            {
                records.Add(Line("ended", outcome: StepOutcome.Ok));
            }
        }

        return RunHistory.Of("s", plan, records, running, Noon.AddHours(8), TimeZoneInfo.Utc);
    }
}
