using McpOps.Probing;

namespace McpOps.Core.Tests.Probing;

/// <summary>A moment's work of the processors decides nothing.</summary>
public sealed class SteadyLookTests
{
    [Theory]
    [InlineData(new double[] { 5 }, 5, 1)]
    [InlineData(new double[] { 100, 3, 4 }, 4, 3)]
    [InlineData(new double[] { 100, 100, 4 }, 100, 3)]
    [InlineData(new double[] { 100, 98, 99 }, 99, 3)]
    [InlineData(new double[] { 19.9, 100, 100 }, 19.9, 1)]
    public async Task What_looks_busy_is_looked_at_again(double[] looks, double expected, int count)
    {
        var taken = 0;
        Assert.Equal(expected, await MachineSnapshot.SteadyAsync(() => Task.FromResult(looks[taken++]), look => (double?)look));
        Assert.Equal(count, taken);
    }
}
