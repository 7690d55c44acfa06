using McpOps.Capacity;

namespace McpOps.Core.Tests.Capacity;

public sealed class ObjectiveTests
{
    [Theory]
    [InlineData("p99 < 500ms, errors < 1%", "p99 < 500ms, errors < 1%")]
    [InlineData("P95<=0.5s and mean < 20", "p95 <= 500ms, mean < 20ms")]
    [InlineData("p99.9 < 800us; errors <= 0", "p99.9 < 0.8ms, errors <= 0%")]
    [InlineData("max<2s&&errors<0.05", "max < 2000ms, errors < 5%")]
    public void An_objective_is_read_as_people_write_it(string text, string understood) => Assert.Equal(understood, CapacityObjective.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("p99")]
    [InlineData("p98 < 5ms")]
    [InlineData("p99 > 5ms")]
    [InlineData("p99 < 5%")]
    [InlineData("errors < 5ms")]
    [InlineData("p99 < -5ms")]
    public void What_cannot_be_read_says_how_to_write_it(string text) => Assert.Equal("InvalidObjective", Assert.Throws<McpOpsException>(() => CapacityObjective.Parse(text)).ErrorId);

    [Fact]
    public void A_step_without_an_answer_meets_no_objective() =>
        Assert.NotEmpty(CapacityObjective.Parse("p99 < 500ms").Violations(new McpCapacityStep()));

    [Fact]
    public void What_is_not_met_names_figure_and_limit()
    {
        var step = new McpCapacityStep { P99Ms = 612.34, Calls = 90, Errors = 0, Dropped = 10 };
        Assert.Equal(
            ["p99 was 612.34ms, the objective is p99 < 500ms", "errors was 10%, the objective is errors < 1%"],
            CapacityObjective.Parse("p99 < 500ms, errors < 1%, mean < 1ms").Violations(step));
    }
}
