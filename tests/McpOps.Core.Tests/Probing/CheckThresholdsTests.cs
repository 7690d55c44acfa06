using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Probing;

public sealed class CheckThresholdsTests
{
    private static McpServer With(params (string Check, McpThreshold Threshold)[] thresholds) => new()
    {
        Name = "s",
        Thresholds = thresholds.ToDictionary(pair => pair.Check, pair => pair.Threshold, StringComparer.OrdinalIgnoreCase),
    };

    [Theory]
    [InlineData("cpu", 79.9, HealthStatus.Healthy)]
    [InlineData("cpu", 80, HealthStatus.Degraded)]
    [InlineData("cpu", 100, HealthStatus.Degraded)]
    [InlineData("memory", 84, HealthStatus.Healthy)]
    [InlineData("memory", 85, HealthStatus.Degraded)]
    [InlineData("memory", 95, HealthStatus.Unhealthy)]
    [InlineData("disk", 79, HealthStatus.Healthy)]
    [InlineData("disk", 80, HealthStatus.Degraded)]
    [InlineData("disk", 90, HealthStatus.Unhealthy)]
    [InlineData("response", 999, HealthStatus.Healthy)]
    [InlineData("response", 1000, HealthStatus.Degraded)]
    [InlineData("certificates", 31, HealthStatus.Healthy)]
    [InlineData("certificates", 30, HealthStatus.Degraded)]
    [InlineData("certificates", 7, HealthStatus.Unhealthy)]
    [InlineData("certificates", -3, HealthStatus.Unhealthy)]
    [InlineData("something-else", 1e9, HealthStatus.Healthy)]
    public void Without_thresholds_of_its_own_a_server_has_the_guides(string measurement, double value, string status) =>
        Assert.Equal(status, CheckResults.Measure(With(), measurement, null, value, "", "").Status);

    [Fact]
    public void A_bad_value_says_what_to_do_and_a_good_one_does_not()
    {
        Assert.Equal("12 GiB left", CheckResults.Measure(With(), "disk", "/", 10, "%", "12 GiB left").Message);
        Assert.Equal("1 GiB left. Remove old logs and backups, or enlarge it.", CheckResults.Measure(With(), "disk", "/", 99, "%", "1 GiB left").Message);
    }

    [Fact]
    public void A_server_overrides_a_threshold_for_all_subjects_or_for_one()
    {
        var server = With(("disk", new McpThreshold(50, 60)), ("disk:/data", new McpThreshold(95, 99)));
        Assert.Equal(HealthStatus.Unhealthy, CheckResults.Measure(server, "disk", "/", 70, "%", "").Status);
        Assert.Equal(HealthStatus.Healthy, CheckResults.Measure(server, "disk", "/data", 70, "%", "").Status);
    }

    [Fact]
    public void Who_names_one_level_keeps_the_other_unless_the_order_forbids_it()
    {
        Assert.Equal(new McpThreshold(50, 90), CheckThresholds.For(With(("disk", new McpThreshold(50, null))), "disk"));
        Assert.Equal(new McpThreshold(95, null), CheckThresholds.For(With(("disk", new McpThreshold(95, null))), "disk"));
        Assert.Equal(new McpThreshold(60, 7), CheckThresholds.For(With(("certificates", new McpThreshold(60, null))), "certificates"));
        Assert.Equal(new McpThreshold(3, null), CheckThresholds.For(With(("certificates", new McpThreshold(3, null))), "certificates"));
    }

    [Fact]
    public void Few_days_left_stay_bad_however_the_threshold_is_given() =>
        Assert.Equal(HealthStatus.Degraded, CheckResults.Measure(With(("certificates", new McpThreshold(3, null))), "certificates", "x", 2, "days", "").Status);
}
