using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Which figures a name means, and why there is none of one.</summary>
public sealed class MetricNameTests
{
    private static readonly string[] Known = ["disk:/", "disk:/var", "latency", "postgres-connections:main", "response", "response-first"];

    [Theory]
    [InlineData("postgres-connections", "postgres-connections:main")]
    [InlineData("disk", "disk:/,disk:/var")]
    [InlineData("disk:/var", "disk:/var")]
    [InlineData("Response", "response")]
    [InlineData("res*", "response,response-first")]
    [InlineData("latency,disk", "latency,disk:/,disk:/var")]
    [InlineData("dis", "")]
    public void A_name_means_itself_or_all_of_its_kind(string wanted, string meant) =>
        Assert.Equal(meant, string.Join(',', MetricNames.Meant(wanted.Split(','), Known)));

    [Theory]
    [InlineData("requests", "from the second one on")]
    [InlineData("hits", "from the second one on")]
    [InlineData("size", "takes one, or says why it cannot")]
    [InlineData("postgres-connections", "no sample of it in that time")]
    [InlineData("nothing", null)]
    public void Why_there_is_nothing_of_a_figure_that_a_server_has_is_said(string metric, string? said)
    {
        var server = new McpServer
        {
            Name = "web",
            Metrics = [new McpMetricSource("requests") { Logs = "requests" }, new McpMetricSource("hits") { Rate = true }, new McpMetricSource("size") { File = "size.json" }],
        };
        var why = MetricNames.Unseen([server], metric);
        Assert.Equal(said is null, why is null);
        Assert.Contains(said ?? "", why ?? "", StringComparison.Ordinal);
    }
}
