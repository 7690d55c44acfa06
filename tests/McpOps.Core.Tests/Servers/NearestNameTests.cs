using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("comand", "command")]
    [InlineData("agrs", "args")]
    [InlineData("HEADER", "headers")]
    [InlineData("cert", "certificates")]
    [InlineData("environment", "env")]
    [InlineData("prot", "ports")]
    [InlineData("retension", "retention")]
    public void A_slip_finds_the_name_that_was_meant(string written, string meant) =>
        Assert.Equal(meant, NearestName.Of(written, ["command", "args", "headers", "certificates", "retention", "url", "env", "ports"])[0]);

    [Fact]
    public void Nothing_near_gives_nothing() => Assert.Empty(NearestName.Of("zzzzzz", ["command", "url"]));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("Same", "sAME", 0)]
    public void The_distance_counts_edits(string left, string right, int distance)
    {
        Assert.Equal(distance, NearestName.Distance(left, right));
        Assert.Equal(distance, NearestName.Distance(right, left));
    }
}
