using System.Diagnostics;
using McpOps.Capacity;
using McpOps.Core.Tests.Support;
using McpOps.Servers;

namespace McpOps.Core.Tests.Capacity;

[Collection(AloneCollection.Name)]
public sealed class StdioLoadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mcpops-stdio-").FullName;

    // The least that is an MCP server over standard streams: a shell that answers line by line. What a test adds goes before the answer of a call.
    private const string Script = """
        while IFS= read -r line; do
          id=${line#*\"id\":}; id=${id%%[,\}]*}
          case $line in
            *'"method":"initialize"'*) echo "{\"jsonrpc\":\"2.0\",\"id\":$id,\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"shell\",\"version\":\"1\"}}}" ;;
            *'"method":"tools/list"'*) echo "{\"jsonrpc\":\"2.0\",\"id\":$id,\"result\":{\"tools\":[{\"name\":\"work\",\"inputSchema\":{\"type\":\"object\"},\"annotations\":{\"readOnlyHint\":true}}]}}" ;;
            *'"method":"tools/call"'*) calls=$((calls+1))
              #CALL
              echo "{\"jsonrpc\":\"2.0\",\"id\":$id,\"result\":{}}" ;;
            *'"id"'*) echo "{\"jsonrpc\":\"2.0\",\"id\":$id,\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}" ;;
          esac
        done
        """;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Many_calls_are_in_flight_on_one_process_and_it_leaves_at_the_end()
    {
        var result = await RunAsync("", Run.Work());
        Assert.All(result.Steps, step => Assert.True(step is { Errors: 0, Calls: > 0 }, string.Join(", ", step.ErrorKinds)));
        Assert.Equal("stdio", result.Transport);
        Assert.NotNull(result.Steps[0].ServerRssBytes);
        await NoneIsLeftAsync();
    }

    [Fact]
    public async Task Answers_out_of_order_find_their_callers()
    {
        // It holds each second answer back until the next call has been answered.
        var result = await RunAsync("""if [ -n "$held" ]; then echo "{\"jsonrpc\":\"2.0\",\"id\":$id,\"result\":{}}"; id=$held; held=; else held=$id; continue; fi""", Run.Work() with { MaxConcurrency = 8 });

        // One caller alone waits for an answer that the next call brings, and gets it as late as its time-out allows.
        Assert.All(result.Steps.Where(step => step.Concurrency > 2), step => Assert.Equal(0, step.ErrorKinds.Where(error => error.Kind != "timeout").Sum(error => error.Count)));
    }

    [Fact]
    public async Task A_process_that_dies_is_said_to_have_died()
    {
        var result = await RunAsync("""[ $calls -gt 100 ] && exit 3""", Run.Work(10));
        Assert.Equal(CapacityLimit.Died, result.LimitedBy);
        Assert.True(result.Seconds < 9);
    }

    [Fact]
    public async Task Garbage_between_answers_is_an_error_and_not_the_end()
    {
        var result = await RunAsync("""echo "Segmentation fault (core dumped)"; continue""", Run.Work());
        Assert.Equal(CapacityLimit.Errors, result.LimitedBy);
        Assert.Equal("not json", result.Steps[^1].ErrorKinds[0].Kind);
    }

    [Fact]
    public async Task Five_hundred_processes_end_in_a_result()
    {
        var result = await RunAsync("", Run.Work(6) with { Sessions = 500, MaxConcurrency = 500, CallTimeout = TimeSpan.FromSeconds(30) });
        Assert.All(result.Steps, step => Assert.Equal(0, step.Errors));
        Assert.Equal(500, result.Steps[^1].Concurrency);
        await NoneIsLeftAsync();
    }

    private async Task<McpCapacity> RunAsync(string call, CapacityOptions options)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The server of this test is a shell script.");
        var script = Path.Combine(_folder, "server.sh");
        await File.WriteAllTextAsync(script, Script.Replace("#CALL", call, StringComparison.Ordinal));
        return await new CapacityTest(new EngineContext()).RunAsync(McpServer.FromCommand("/bin/sh", [script]), options with { Arguments = [] }, CancellationToken.None);
    }

    private async Task NoneIsLeftAsync()
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (McpOps.Platform.ProcessTable.Find(_folder).Count > 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(startedAt) < TimeSpan.FromSeconds(60), "Processes are left.");
            await Task.Delay(50);
        }
    }
}
