using System.Text.Json.Nodes;
using McpOps.Capacity;
using McpOps.Core.Tests.Support;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Core.Tests.Capacity;

/// <summary>Load on the reference servers, and the connections of a real PostgreSQL while it is made.</summary>
public sealed class RealServerLoadTests(PostgresCluster cluster) : IClassFixture<PostgresCluster>
{
    private static readonly CapacityOptions Echo = new()
    {
        Tool = "echo",
        Arguments = new JsonObject { ["message"] = "hi" },
        MaxConcurrency = 4,
        Duration = TimeSpan.FromSeconds(2),
        Force = true,
    };

    [Fact]
    public async Task Server_everything_over_standard_streams() => await ServesAsync(NodeServers.Stdio("server-everything"), Echo);

    [Fact]
    public async Task Server_everything_over_streamable_http()
    {
        await using var server = await NodeServers.StartEverythingAsync("streamableHttp");
        var result = await ServesAsync(McpServer.FromUrl(server.Url("/mcp")), Echo with { Sessions = 2 });

        // Its process is found by its port.
        Assert.Contains(result.Resources, resource => resource.Name == "process:rss");
    }

    [Fact]
    public async Task Server_memory_over_standard_streams() =>
        await ServesAsync(NodeServers.Stdio("server-memory"), Echo with { Tool = "read_graph", Arguments = [], Sessions = 2 });

    [Fact]
    public async Task A_session_for_each_call()
    {
        await using var server = await NodeServers.StartEverythingAsync("streamableHttp");
        await ServesAsync(McpServer.FromUrl(server.Url("/mcp")), Echo with { Workload = LoadWorkload.Churn });
    }

    [Fact]
    public async Task The_connections_of_its_database_are_watched()
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        var open = new List<NpgsqlConnection>();
        try
        {
            for (var count = 0; count < 17; count++)
            {
                open.Add(new NpgsqlConnection($"Host=127.0.0.1;Port={cluster.Port};Username=mcp;Database=postgres;Pooling=false"));
                await open[^1].OpenAsync(TestContext.Current.CancellationToken);
            }

            var server = new McpServer { Name = "s", Databases = [new McpDatabase("postgres", "main") { ConnectionString = cluster.Url() }] };
            var result = await new CapacityTest(new EngineContext()).RunAsync(server, new CapacityOptions { Load = false }, TestContext.Current.CancellationToken);
            var connections = Assert.Single(result.Resources, resource => resource.Name == "connections:main");
            Assert.True(connections is { Peak: >= 80, Status: not "Healthy" }, connections.ToString());
            Assert.Contains(result.Advice, advice => advice.Figure.Contains("connections", StringComparison.OrdinalIgnoreCase));
        }
        finally
        {
            foreach (var connection in open)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private static async Task<McpCapacity> ServesAsync(McpServer server, CapacityOptions options)
    {
        var result = await new CapacityTest(new EngineContext()).RunAsync(server, options, TestContext.Current.CancellationToken);
        Assert.All(result.Steps, step => Assert.True(step is { Errors: 0, Calls: > 0 }, string.Join(", ", step.ErrorKinds)));
        Assert.Equal([1, 2, 4], result.Steps.Select(step => step.Concurrency));
        Assert.True(result.PeakRate > 0);
        return result;
    }
}
