using McpOps.Probing;

namespace McpOps.Core.Tests.Probing;

public sealed class CheckNamesTests
{
    [Fact]
    public void The_names_are_those_of_the_checks()
    {
        var context = new EngineContext();
        Assert.Equal(CheckSet.Create(context, [], [], HealthChecks.OfOtherRooms(context)).Names, HealthChecks.Names);
    }
}
