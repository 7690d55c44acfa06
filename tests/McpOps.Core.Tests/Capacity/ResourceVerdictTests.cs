using McpOps.Capacity;
using McpOps.Capacity.Resources;

namespace McpOps.Core.Tests.Capacity;

public sealed class ResourceVerdictTests
{
    [Theory]
    [InlineData(CapacityLimit.Server, "Unhealthy", CapacityLimit.Memory)]
    [InlineData(CapacityLimit.Server, "Degraded", CapacityLimit.Server)]
    [InlineData(CapacityLimit.Died, "Unhealthy", CapacityLimit.Died)]
    [InlineData(CapacityLimit.None, "Unhealthy", CapacityLimit.None)]
    public void Full_memory_is_named_where_the_server_gave_out(string limit, string status, string verdict)
    {
        var result = ResourceVerdict.Apply(new McpCapacity
        {
            Server = "s",
            StartedAt = DateTime.UnixEpoch,
            LimitedBy = limit,
            Message = "It rose no more.",
            Resources = [new McpResource { Name = "memory", Unit = "%", Peak = 97, Status = status }],
        });
        Assert.Equal(verdict, result.LimitedBy);
        Assert.Equal(status == "Unhealthy" && limit != CapacityLimit.None, result.Message.Contains("97 %", StringComparison.Ordinal));
    }
}
