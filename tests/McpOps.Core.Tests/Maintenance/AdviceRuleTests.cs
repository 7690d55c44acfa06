using McpOps.Core.Tests.Servers;
using McpOps.Maintenance;
using McpOps.Maintenance.Advice;
using McpOps.Servers;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>What a rule of advice may say, and what is made of what was read.</summary>
public sealed class AdviceRuleTests
{
    [Theory]
    [InlineData("value > 20 * cores", "value|>|cores")]
    [InlineData("p99(response, 7d) < 45000", "p99(response, 7d)|<|")]
    [InlineData("1.5*p95( disk:/var ,2h )/1000>=value", "p95( disk:/var ,2h )|>=|value")]
    [InlineData("value != DEBUG", "value|!=|")]
    public void A_condition_is_read(string text, string parts)
    {
        var condition = AdviceCondition.Parse(text);
        Assert.Equal(parts, $"{Asked(condition.Left)}|{condition.Comparison}|{Asked(condition.Right)}");

        static string Asked(AdviceExpression side) => string.Join(',', side.Factors.Select(factor => factor.Term).Where(term => term.Number is null).Select(term => term.Text));
    }

    [Theory]
    [InlineData("value", "is no condition")]
    [InlineData("value > ", "is no condition")]
    [InlineData("value > 20 * core", "fact 'core'")]
    [InlineData("value > core", "did you mean cores")]
    [InlineData("value > 20 cores", "cannot be computed")]
    [InlineData("value > 1 < 2", "is no condition")]
    [InlineData("DEBUG = value", "left side")]
    [InlineData("cores = DEBUG", "only 'value'")]
    [InlineData("value > DEBUG", "only 'value'")]
    [InlineData("p96(response, 7d) > 1", "statistic 'p96'")]
    [InlineData("p95(response, 7x) > 1", "'7x'")]
    [InlineData("p95(response) > 1", "cannot be computed")]
    [InlineData("value > 20 * * 2", "cannot be computed")]
    [InlineData("value = 10m", "single quotes, such as '10m'")]
    public async Task A_condition_that_is_none_is_told_where_it_is_written_and_all_else_counts(string text, string words)
    {
        using var machine = new FakeMachine();
        var server = Assert.Single(await machine.ReadAsync($$"""{ "servers": { "web": { "command": "x", "advice": { "a": { "key": "K", "when": "{{text}}", "to": 1 }, "b": { "key": "K", "when": "value > 1", "to": 1 }, "c": "no rule" } } } }"""));
        Assert.Equal("b", Assert.Single(server.Advice).Name);
        var notices = machine.Notices;
        Assert.All(notices, notice => Assert.Equal("AdviceRuleInvalid", notice.Id));
        Assert.Equal(2, notices.Count);
        var problem = notices[0];
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Contains("servers.web.advice.a.when", problem.Message, StringComparison.Ordinal);
    }

    // The guide's rules, each just above and just below its border.
    [Theory]
    [InlineData("value > 20 * cores", "15 * cores", "41", "WouldChange 30 High")]
    [InlineData("value > 20 * cores", "15 * cores", "40", "Ok  ")]
    [InlineData("value > 20 * cores", "15 * cores", "many", "Skipped  ")]
    [InlineData("value = DEBUG", "INFO", "debug", "WouldChange INFO High")]
    [InlineData("value = DEBUG", "INFO", "WARNING", "Ok  ")]
    [InlineData("value > 60", "45", "60.5", "WouldChange 45 High")]
    [InlineData("cores < 4", "value / 3", "10", "WouldChange 3 High")]
    [InlineData("cores < 4", "value / 4", "10.0", "WouldChange 2.5 High")]
    [InlineData("cores < 4", "value", "10", "Ok  ")]
    [InlineData("value / 0 > 1", "2", "1", "Skipped  ")]
    [InlineData("mean(response, 1d) > 750", "600", "300", "WouldChange 600 Medium")]
    [InlineData("mean(response, 1d) > 950", "600", "300", "Ok  ")]
    [InlineData("mean(gone, 1d) > 750", "600", "300", "Skipped  ")]
    [InlineData("mean(response, 1d) > 750", "600", null, "WouldChange 600 Low")]
    [InlineData("value > 1", "600", null, "Skipped  ")]
    [InlineData("mean(response, 1d) > 750", "2 * value", null, "Skipped  ")]
    public void Advice_follows_from_what_is_known_and_from_nothing_else(string when, string to, string? value, string expected)
    {
        var advice = AdviceJudge.Judge("web", Rule([when], to), Setting(value), Read);
        Assert.Equal(expected, $"{advice.Outcome} {advice.To} {advice.Confidence}");
        Assert.Equal(advice.Outcome is StepOutcome.Skipped, advice.Missing.Length > 0);
    }

    [Fact]
    public void What_is_missing_is_told_once_and_does_not_matter_where_a_condition_does_not_hold()
    {
        var missing = AdviceJudge.Judge("web", Rule(["mean(gone, 1d) > 1", "mean(gone, 1d) < 9", "value > 1"], "2"), Setting("5"), Read);
        Assert.Equal("No sample.", missing.Missing);
        Assert.Equal(StepOutcome.Ok, AdviceJudge.Judge("web", Rule(["mean(gone, 1d) > 1", "value > 5"], "2"), Setting("5"), Read).Outcome);
    }

    private static McpAdviceRule Rule(string[] when, string to) => new("a", "KEY")
    {
        To = to, When = when, Conditions = [.. when.Select(AdviceCondition.Parse)], Target = AdviceExpression.Parse(to),
    };

    private static AdviceReading Setting(string? value) => value is null ? new AdviceReading { IsUnnamed = true }
        : new AdviceReading { Text = value, Number = double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null, Evidence = "KEY" };

    private static AdviceReading Read(AdviceTerm term) => term switch
    {
        { Text: AdviceTerm.Cores } => new AdviceReading { Number = 2, Evidence = "cores = 2" },
        { Metric: "response" } => new AdviceReading { Number = 900, Evidence = "response", Covered = 0.5 },
        _ => new AdviceReading { Missing = "No sample." },
    };
}
