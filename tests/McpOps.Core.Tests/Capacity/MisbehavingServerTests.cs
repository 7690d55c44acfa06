using System.Diagnostics;
using McpOps.Capacity;
using McpOps.Core.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace McpOps.Core.Tests.Capacity;

/// <summary>Servers that do what servers should not: each gets a clear verdict.</summary>
[Collection(AloneCollection.Name)]
public sealed class MisbehavingServerTests
{
    [Fact]
    public Task Errors_at_speed() => Ends("json-rpc -32603", CapacityLimit.Errors, (context, id) =>
        LoadedServer.WriteAsync(context, $$"""{"jsonrpc":"2.0","id":{{id}},"error":{"code":-32603,"message":"no"} }"""));

    [Fact]
    public Task Tool_errors() => Ends("tool error", CapacityLimit.Errors, (context, id) =>
        LoadedServer.WriteAsync(context, $$"""{"jsonrpc":"2.0","id":{{id}},"result":{"isError":true,"content":[]} }"""));

    [Fact]
    public Task Garbage() => Ends("not json", CapacityLimit.Errors, (context, _) => LoadedServer.WriteAsync(context, "<html>It works!</html>"));

    [Fact]
    public Task Json_that_is_no_answer() => Ends("not json-rpc", CapacityLimit.Errors, (context, id) => LoadedServer.WriteAsync(context, $$"""{"id":{{id}},"ok":true}"""));

    [Fact]
    public Task Answers_to_other_requests() => Ends("wrong id", CapacityLimit.Errors, (context, id) => LoadedServer.OkAsync(context, id + 1));

    [Fact]
    public Task A_stream_that_ends_without_an_answer() => Ends("no answer", CapacityLimit.Errors, (context, _) =>
        LoadedServer.WriteAsync(context, "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}\n\n", "text/event-stream"));

    [Fact]
    public Task Connections_that_are_reset() => Ends("connection", CapacityLimit.Errors, (context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    [Fact]
    public Task Overload_said_by_a_status() => Ends("http 503", CapacityLimit.Errors, (context, _) =>
    {
        context.Response.StatusCode = 503;
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Answers_that_never_come()
    {
        await using var server = await LoadedServer.StartAsync((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var result = await Run.AgainstAsync(server, Run.Work(5) with { MaxConcurrency = 8, CallTimeout = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(CapacityLimit.Errors, result.LimitedBy);
        Assert.Equal(["timeout"], result.Steps.SelectMany(step => step.ErrorKinds).Select(error => error.Kind).Distinct());
        Assert.All(result.Steps.Where(step => step.Errors > 0), step => Assert.True(step.P50Ms >= 99, $"{step.P50Ms} ms"));
        Assert.Equal(0, result.PeakRate);
    }

    [Fact]
    public async Task A_rate_limit_is_reported_as_the_limit_that_it_is()
    {
        // A bucket of fifty that fills with a hundred calls a second.
        var gate = new Lock();
        var (tokens, filledAt) = (50.0, Stopwatch.GetTimestamp());
        await using var server = await LoadedServer.StartAsync((context, id) =>
        {
            bool allowed;
            lock (gate)
            {
                tokens = Math.Min(50, tokens + (100 * Stopwatch.GetElapsedTime(filledAt).TotalSeconds));
                filledAt = Stopwatch.GetTimestamp();
                allowed = tokens >= 1;
                tokens -= allowed ? 1 : 0;
            }

            if (allowed)
            {
                return LoadedServer.OkAsync(context, id);
            }

            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "7";
            return Task.CompletedTask;
        });
        var result = await Run.AgainstAsync(server, Run.Work(6));

        Assert.Equal(CapacityLimit.RateLimit, result.LimitedBy);
        Assert.Equal(7, result.RetryAfterSeconds);
        Assert.InRange(result.PeakRate!.Value, 50, 150);
        Assert.Contains(result.Advice, advice => advice.Id == "RateLimited");
    }

    [Fact]
    public async Task A_server_that_dies_in_the_middle()
    {
        LoadedServer? server = null;
        var calls = 0;
        var gone = new TaskCompletionSource();
        server = await LoadedServer.StartAsync((context, id) =>
        {
            if (Interlocked.Increment(ref calls) == 200)
            {
                gone.SetResult();
            }

            return LoadedServer.OkAsync(context, id);
        });
        var dying = gone.Task.ContinueWith(async _ => await server.DisposeAsync(), TaskScheduler.Default).Unwrap();
        var result = await Run.AgainstAsync(server, Run.Work(20) with { MaxConcurrency = 64 });
        await dying;

        Assert.Equal(CapacityLimit.Died, result.LimitedBy);
        Assert.True(result.Seconds < 15);
        Assert.Contains(result.Advice, advice => advice.Id == "ServerDied");
    }

    private static async Task Ends(string kind, string limitedBy, Func<HttpContext, long, Task> call)
    {
        await using var server = await LoadedServer.StartAsync(call);
        var result = await Run.AgainstAsync(server, Run.Work());
        Assert.Equal(kind, result.Steps[^1].ErrorKinds[0].Kind);
        Assert.Equal(limitedBy, result.LimitedBy);
        Assert.Equal(0, result.PeakRate);
        Assert.False(result.IsSufficient);
        Assert.Contains(kind, result.Message, StringComparison.Ordinal);
    }
}
