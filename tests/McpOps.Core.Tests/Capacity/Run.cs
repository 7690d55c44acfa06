using System.Text.Json.Nodes;
using McpOps.Capacity;
using McpOps.Servers;

namespace McpOps.Core.Tests.Capacity;

/// <summary>Runs a capacity test as the cmdlet and the verb do.</summary>
internal static class Run
{
    public static CapacityOptions Work(double seconds = 1.5) => new()
    {
        Tool = "work",
        Arguments = new JsonObject { ["size"] = 3 },
        MaxConcurrency = 4,
        Duration = TimeSpan.FromSeconds(seconds),
        CallTimeout = TimeSpan.FromSeconds(5),
    };

    public static Task<McpCapacity> AgainstAsync(LoadedServer server, CapacityOptions options, CancellationToken cancellationToken = default) =>
        new CapacityTest(new EngineContext()).RunAsync(McpServer.FromUrl(server.Url), options, cancellationToken);
}
