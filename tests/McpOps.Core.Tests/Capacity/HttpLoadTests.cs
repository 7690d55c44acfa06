using System.Text.Json.Nodes;
using McpOps.Capacity;
using McpOps.Core.Tests.Support;

namespace McpOps.Core.Tests.Capacity;

[Collection(AloneCollection.Name)]
public sealed class HttpLoadTests
{
    [Fact]
    public async Task Every_call_has_an_id_of_its_own_every_answer_counts_and_no_session_stays()
    {
        await using var server = await LoadedServer.StartAsync(LoadedServer.OkAsync);
        var result = await Run.AgainstAsync(server, Run.Work() with { Sessions = 3 });

        Assert.Equal(server.Ids.Count, server.Ids.Distinct().Count());
        Assert.InRange(result.Steps.Sum(step => step.Calls), 1, server.Ids.Count);
        Assert.All(result.Steps, step => Assert.Equal(0, step.Errors));
        Assert.Equal([1, 2, 4], result.Steps.Select(step => step.Concurrency));
        Assert.All(result.Steps, step => Assert.True(step is { Rate: > 0, P50Ms: > 0 } && step.P50Ms <= step.P95Ms && step.P95Ms <= step.P99Ms && step.P99Ms <= step.MaxMs));
        Assert.Empty(server.Sessions);
        Assert.Equal(["work"], result.Tools);
    }

    [Fact]
    public async Task A_server_with_four_workers_of_ten_milliseconds_takes_four_hundred_calls_a_second()
    {
        using var workers = new SemaphoreSlim(4);
        await using var server = await LoadedServer.StartAsync(async (context, id) =>
        {
            await workers.WaitAsync(context.RequestAborted);
            try
            {
                await Task.Delay(10, context.RequestAborted);
            }
            finally
            {
                workers.Release();
            }

            await LoadedServer.OkAsync(context, id);
        });
        var result = await Run.AgainstAsync(server, Run.Work(4) with { MaxConcurrency = 32 });

        // A delay never takes less than it says; on a busy machine it takes more.
        Assert.InRange(result.MeasuredPeakRate!.Value, 100, 410);
        Assert.InRange(result.PeakRate!.Value, result.MeasuredPeakRate.Value * 0.89, result.MeasuredPeakRate.Value * 1.11);
        Assert.False(result.PeakBeyondMeasured);
        Assert.NotEqual(CapacityLimit.None, result.LimitedBy);
    }

    [Fact]
    public async Task Answers_as_event_streams_are_read_past_notifications()
    {
        await using var server = await LoadedServer.StartAsync((context, id) => LoadedServer.WriteAsync(
            context,
            $$"""
            : a comment
            event: message
            data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1} }

            data: {"jsonrpc":"2.0","id":{{id}},
            data:  "result":{{LoadedServer.Result}} }


            """,
            "text/event-stream"));
        var result = await Run.AgainstAsync(server, Run.Work());
        Assert.All(result.Steps, step => Assert.True(step is { Errors: 0, Calls: > 0 }, string.Join(", ", step.ErrorKinds)));
    }

    [Fact]
    public async Task A_stream_that_the_server_leaves_open_after_its_answer_does_not_hold_the_caller()
    {
        await using var server = await LoadedServer.StartAsync(async (context, id) =>
        {
            await LoadedServer.WriteAsync(context, $"data: {{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{{}}}}\r\n\r\n", "text/event-stream");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var result = await Run.AgainstAsync(server, Run.Work() with { MaxConcurrency = 1 });
        Assert.Equal(0, result.Steps[0].Errors);
        Assert.InRange(result.Steps[0].P50Ms, 0, 240);
    }

    [Fact]
    public async Task The_modern_era_is_called_with_its_headers_and_without_a_session()
    {
        await using var server = await LoadedServer.StartAsync(LoadedServer.OkAsync, modern: true);
        var result = await Run.AgainstAsync(server, Run.Work());

        Assert.Equal("modern", result.Era);
        Assert.All(result.Steps, step => Assert.Equal(0, step.Errors));
        Assert.Equal("tools/call", server.LastHeaders["Mcp-Method"]);
        Assert.Equal("work", server.LastHeaders["Mcp-Name"]);
        Assert.Equal("2026-07-28", server.LastHeaders["MCP-Protocol-Version"]);
        Assert.False(server.LastHeaders.ContainsKey("Mcp-Session-Id"));
    }

    [Theory]
    [InlineData(LoadWorkload.Connect)]
    [InlineData(LoadWorkload.Churn)]
    public async Task A_churn_of_sessions_leaves_none_behind(string workload)
    {
        await using var server = await LoadedServer.StartAsync(LoadedServer.OkAsync);
        var result = await Run.AgainstAsync(server, Run.Work() with { Workload = workload });
        Assert.All(result.Steps, step => Assert.Equal(0, step.Errors));
        Assert.Equal(workload == LoadWorkload.Churn, !server.Ids.IsEmpty);

        // Those that were in flight at the end may not have come to their end.
        Assert.InRange(server.Sessions.Count, 0, 4);
    }

    [Fact]
    public async Task What_cannot_be_called_is_told_before_the_first_call()
    {
        await using var server = await LoadedServer.StartAsync(LoadedServer.OkAsync);
        async Task Refused(string id, CapacityOptions options) => Assert.Equal(id, (await Assert.ThrowsAsync<McpOpsException>(() => Run.AgainstAsync(server, options))).ErrorId);

        await Refused("ToolNotFound", Run.Work() with { Tool = "play" });
        await Refused("ToolNotReadOnly", Run.Work() with { Tool = "write", Arguments = [] });
        await Refused("InvalidToolArguments", Run.Work() with { Arguments = [] });
        await Refused("InvalidToolArguments", Run.Work() with { Arguments = new JsonObject { ["size"] = "large" } });
        await Refused("InvalidToolArguments", Run.Work() with { Arguments = new JsonObject { ["size"] = 0 } });
        await Refused("InvalidToolArguments", Run.Work() with { Arguments = new JsonObject { ["size"] = 1, ["mode"] = "c" } });
        await Refused("InvalidToolArguments", Run.Work() with { Arguments = new JsonObject { ["size"] = 1, ["other"] = 1 } });
        await Refused("InvalidCapacityOption", Run.Work() with { MaxConcurrency = 0 });
        Assert.Empty(server.Ids);
    }

    [Fact]
    public async Task A_text_becomes_the_number_that_the_schema_asks_for()
    {
        await using var server = await LoadedServer.StartAsync(LoadedServer.OkAsync);
        var result = await Run.AgainstAsync(server, Run.Work(0.5) with { Arguments = new JsonObject { ["size"] = "12" }, MaxConcurrency = 1 });
        Assert.Equal(0, result.Steps[0].Errors);
    }

    [Fact]
    public async Task The_most_calls_are_not_exceeded()
    {
        await using var server = await LoadedServer.StartAsync(LoadedServer.OkAsync);
        await Run.AgainstAsync(server, Run.Work() with { MaxCalls = 25 });
        Assert.Equal(25, server.Ids.Count);
    }

    [Fact]
    public async Task Calls_that_the_warm_up_made_count_when_none_are_left_after_it()
    {
        await using var server = await LoadedServer.StartAsync(LoadedServer.OkAsync);
        var result = await Run.AgainstAsync(server, Run.Work() with { MaxCalls = 15 });

        // On a busy machine the warm-up ends by its time before they are used up: then those after it are what is measured.
        Assert.InRange(result.Steps.Sum(step => step.Calls), 1, 15);
        Assert.True(result.PeakRate > 0);
    }

    [Fact]
    public async Task Cancelling_ends_within_a_second_and_gives_what_was_measured()
    {
        await using var server = await LoadedServer.StartAsync(LoadedServer.OkAsync);
        var took = TimeSpan.MaxValue;

        // What else the machine does may hold up one try, and not all of them.
        for (var tries = 0; took > TimeSpan.FromSeconds(1) && tries < 3; tries++)
        {
            using var cancel = new CancellationTokenSource();
            var answered = new TaskCompletionSource();
            var test = new CapacityTest(new EngineContext()) { Live = new Heard(step => _ = step.Calls > 0 && answered.TrySetResult()) };
            var running = test.RunAsync(McpOps.Servers.McpServer.FromUrl(server.Url), Run.Work(30), cancel.Token);
            await Task.WhenAny(answered.Task, running);
            var cancelledAt = TimeProvider.System.GetTimestamp();
            await cancel.CancelAsync();
            var result = await running;
            took = TimeProvider.System.GetElapsedTime(cancelledAt);
            Assert.True(result.Interrupted);
            Assert.True(result.Steps.Sum(step => step.Calls) > 0);
        }

        Assert.InRange(took.TotalSeconds, 0, 1);
    }

    private sealed class Heard(Action<McpCapacityStep> hear) : IProgress<McpCapacityStep>
    {
        public void Report(McpCapacityStep value) => hear(value);
    }
}
