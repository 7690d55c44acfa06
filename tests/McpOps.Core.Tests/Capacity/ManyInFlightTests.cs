using McpOps.Capacity;
using McpOps.Core.Tests.Support;

namespace McpOps.Core.Tests.Capacity;

// Alone: it takes nearly all the handles that a process may have.
[Collection(AloneCollection.Name)]
public sealed class ManyInFlightTests
{
    [Fact]
    public async Task Ten_thousand_calls_in_flight_end_in_a_result_or_a_clear_limit()
    {
        await using var server = await LoadedServer.StartAsync(async (context, id) =>
        {
            await Task.Delay(200, context.RequestAborted);
            await LoadedServer.OkAsync(context, id);
        });
        var result = await Run.AgainstAsync(server, Run.Work(6) with { MaxConcurrency = 10_000, CallTimeout = TimeSpan.FromSeconds(30) });
        Assert.NotNull(result.LimitedBy);
        Assert.NotEmpty(result.Message);
        Assert.True(result.MeasuredPeakRate > 0);
        Assert.True(result.Steps[^1].Concurrency >= 10_000 || result.LimitedBy != CapacityLimit.None);
    }
}
