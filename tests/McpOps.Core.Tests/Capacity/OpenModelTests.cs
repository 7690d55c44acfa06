using System.Diagnostics;
using McpOps.Capacity.Load;
using McpOps.Capacity;
using McpOps.Core.Tests.Support;
using McpOps.Platform;

namespace McpOps.Core.Tests.Capacity;

[Collection(AloneCollection.Name)]
public sealed class OpenModelTests
{
    private const int Rate = 2000;
    private const double StallMs = 1000;

    [Fact]
    public async Task A_server_that_stalls_cannot_hide_it()
    {
        // It answers at once, but for one second in which it answers nothing, and everything at its end.
        var stall = new StallingTarget(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(StallMs));
        await using var stage = new LoadStage(stall, TimeSpan.FromSeconds(10), new CallBudget(null));
        await using var watch = new GeneratorWatch(new HostSampler(TimeProvider.System));
        var meter = new StepMeter(watch, new LoadLimits(0.5), process: null, live: null);
        McpCapacityStep step;
        await using (new OpenPump(stage, rate: Rate, maxInFlight: 10 * Rate, rise: TimeSpan.Zero))
        {
            step = await meter.MeasureAsync(stage, concurrency: null, TimeSpan.FromSeconds(5), mayEndEarly: false, CancellationToken.None);
        }

        // Four seconds are measured (a fifth is warm-up). Calls were due all through the stall, the first of them waited for all of it. On a
        // busy machine a call that was due just before it is sent just after its beginning, and waits by so much longer: the most shows it.
        var late = Math.Max(0, step.MaxMs - StallMs);
        Assert.InRange(step.MaxMs, StallMs - 2, StallMs + 100);
        Assert.InRange(step.P99Ms, Expected(0.99) - 2, Expected(0.99) + 2 + late);
        Assert.InRange(step.P90Ms, Expected(0.90) - 2, Expected(0.90) + 2 + late);
        double Expected(double quantile) => StallMs * (1 - ((1 - quantile) * step.Calls / Rate));

        // Seen from the actual send time nearly all of that is gone, because the senders were busy waiting.
        Assert.True(step.ServiceP50Ms < step.P90Ms);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(400)]
    public async Task The_rate_is_offered_to_the_percent(double rate)
    {
        await using var server = await LoadedServer.StartAsync(LoadedServer.OkAsync);
        var result = await Run.AgainstAsync(server, Run.Work(3) with { Rate = rate, MaxConcurrency = null });
        var step = Assert.Single(result.Steps);
        Assert.InRange(step.OfferedRate, rate * 0.99, rate * 1.01);
        Assert.Equal("open", result.Model);
        Assert.Equal(0, step.Errors);
    }

    [Fact]
    public async Task A_low_rate_is_offered_for_a_short_time_too()
    {
        await using var server = await LoadedServer.StartAsync(LoadedServer.OkAsync);

        // Eight tenths of a second are measured: a call each tenth. A machine that stands still for one of them spoils a try.
        var isOffered = false;
        for (var tries = 0; tries < 3 && !isOffered; tries++)
        {
            var step = Assert.Single((await Run.AgainstAsync(server, Run.Work(1) with { Rate = 10, MaxConcurrency = null })).Steps);
            isOffered = step is { Calls: >= 6 and <= 9, OfferedRate: >= 8 and <= 12 };
        }

        Assert.True(isOffered);
    }

    [Fact]
    public async Task What_cannot_be_sent_is_counted_as_dropped_and_not_forgotten()
    {
        await using var server = await LoadedServer.StartAsync(async (context, id) =>
        {
            await Task.Delay(500, context.RequestAborted);
            await LoadedServer.OkAsync(context, id);
        });
        var result = await Run.AgainstAsync(server, Run.Work(3) with { Rate = 100, MaxConcurrency = 5, Objective = CapacityObjective.Parse("errors < 1%") });
        Assert.True(result.Steps[0].Dropped > 100);
        Assert.False(result.ObjectiveMet);
        Assert.False(result.IsSufficient);
    }

    [Fact]
    public async Task The_search_finds_what_a_server_takes_within_its_objective_and_holds_it()
    {
        // One worker of 5 ms: 200 calls a second, and a queue from there on.
        using var worker = new SemaphoreSlim(1);
        await using var server = await LoadedServer.StartAsync(async (context, id) =>
        {
            await worker.WaitAsync(context.RequestAborted);
            var startedAt = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(startedAt) < TimeSpan.FromMilliseconds(5))
            {
                await Task.Yield();
            }

            worker.Release();
            await LoadedServer.OkAsync(context, id);
        });
        var (peak, tries) = (0.0, 0);
        do
        {
            // What others of the machine take from the worker is missing in what it answers: the best of three tries counts.
            var result = await Run.AgainstAsync(server, Run.Work(12) with { MaxConcurrency = null, Objective = CapacityObjective.Parse("p50 < 200ms, errors < 5%") });
            Assert.Equal("search", result.Model);
            Assert.Equal(result.Steps[^1].Rate, result.PeakRate);
            peak = Math.Max(peak, result.PeakRate!.Value);
        }
        while (peak < 60 && ++tries < 3);

        Assert.InRange(peak, 60, 202);
    }

    /// <summary>Answers at once, and what comes during the stall at its end to the microsecond.</summary>
    private sealed class StallingTarget(TimeSpan after, TimeSpan length) : ILoadTarget
    {
        private readonly long _stallsAt = Stopwatch.GetTimestamp() + (long)((after.TotalSeconds + 1) * Stopwatch.Frequency);

        public long Connects => 0;

        public int? ProcessId => null;

        private long EndsAt => _stallsAt + (long)(length.TotalSeconds * Stopwatch.Frequency);

        public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async ValueTask<CallOutcome> CallAsync(LoadSlot slot)
        {
            var now = Stopwatch.GetTimestamp();
            if (now < _stallsAt || now >= EndsAt)
            {
                // What was due in the stall and came after it, because this machine was busy, was answered at its end all the same.
                return new CallOutcome(null, 0, 0) { AnsweredAt = now < _stallsAt ? now : EndsAt };
            }

            await Task.Delay(Stopwatch.GetElapsedTime(now, EndsAt));
            return new CallOutcome(null, 0, 0) { AnsweredAt = EndsAt };
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
