using System.Diagnostics;
using System.Globalization;
using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Benchmarks.Monitoring;

/// <summary>What history costs: bytes a sample open and closed, a month's percentile, the state that a single run reads, and the memory of a million judged probes.</summary>
internal sealed class HistoryBenchmark : IBenchmark
{
    private static readonly DateTimeOffset Start = new(2025, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public string Name => "watch-history";

    public string Description => "A year of minutes: at most 160 bytes a sample open and 20 closed, a month's p95 within 200 ms, at most 1 MB of state and 0.5 s more for a single run, at most 5 MB more memory after a million judged probes. Argument: servers, 50 when omitted.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var servers = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 50;
        var folder = Directory.CreateTempSubdirectory("mcpops-history-").FullName;
        try
        {
            await using var store = new JsonLinesStore(folder);
            await FillAsync(store, servers, cancellationToken);
            await MonthAsync(store, cancellationToken);
            await ChangeAsync(store, cancellationToken);
            Console.WriteLine($"state that a single run reads, of 50 servers that fire, after 5,000 turns: {Size(folder, "journal.jsonl") + Size(folder, "state.json")} bytes");
            await SingleRuns.MeasureAsync(folder, servers, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Judge(cancellationToken);
    }

    // Month by month, each closed when the next one has begun, as a watch does.
    private static async Task FillAsync(JsonLinesStore store, int servers, CancellationToken cancellationToken)
    {
        var (random, count, watch) = (new Random(1), 0L, Stopwatch.StartNew());
        var (longest, asked, held) = (TimeSpan.Zero, 0, new Longest());
        for (var month = Start; month < Start.AddMonths(12); month = month.AddMonths(1))
        {
            var before = count;
            for (var day = month; day < month.AddMonths(1); day = day.AddDays(1))
            {
                await using var turn = await store.BeginAsync(cancellationToken);
                var samples = Enumerable.Range(0, servers).SelectMany(server => Enumerable.Range(0, 1440).Select(minute => Sample($"server{server}", day.AddMinutes(minute), random))).ToList();
                count += (await turn.AppendAsync(samples, cancellationToken)).Count;
            }

            if (month == Start)
            {
                Console.WriteLine($"open: {count} samples of the first month, {Size(store.Description, "*.jsonl") / (double)(count - before):0.0} bytes each");
            }

            var (waited, times) = await WaitingAsync(store, Task.Run(() => store.RetainAsync(new RetentionPlan(Start, Start, month.AddMonths(1).AddDays(4)) { Held = held }, cancellationToken), cancellationToken), cancellationToken);
            (longest, asked) = (waited > longest ? waited : longest, asked + times);
        }

        Console.WriteLine($"{count} samples of {servers} servers written, closed and rolled up in {watch.Elapsed.TotalSeconds:0} s");
        Console.WriteLine($"while months were closed and rolled up, another one waited for the lock {longest.TotalMilliseconds:0.0} ms at most, of {asked} times, itself included; the lock was held for {held.Most.TotalMilliseconds:0.0} ms at most, of {held.Times} times (goal: 50 ms)");
        Console.WriteLine($"roll-ups: {Size(store.Description, "*.1h.jsonl.gz") / 1e3 / servers:0} kB an hour's, {Size(store.Description, "*.5m.jsonl.gz") / 1e3 / servers:0} kB five minutes', a server and year");
        Console.WriteLine($"closed: {Size(Path.Combine(store.Description, "samples"), "*.gz") / (double)count:0.0} bytes each");
    }

    private sealed class Longest : IProgress<TimeSpan>
    {
        public TimeSpan Most { get; private set; }

        public int Times { get; private set; }

        public void Report(TimeSpan value) => (Most, Times) = (value > Most ? value : Most, Times + 1);
    }

    private static async Task<(TimeSpan Longest, int Times)> WaitingAsync(JsonLinesStore store, Task retaining, CancellationToken cancellationToken)
    {
        var (longest, times) = (TimeSpan.Zero, 0);
        for (var began = Stopwatch.StartNew(); !retaining.IsCompleted; times++, began.Restart())
        {
            using (await StoreLock.TakeAsync(store.Description, cancellationToken))
            {
                longest = began.Elapsed > longest ? began.Elapsed : longest;
            }

            await Task.Delay(1, cancellationToken);
            began.Restart();
        }

        await retaining;
        return (longest, times);
    }

    private static async Task MonthAsync(JsonLinesStore store, CancellationToken cancellationToken)
    {
        for (var run = 0; run < 5; run++)
        {
            var watch = Stopwatch.StartNew();
            var series = await store.ReadSeriesAsync("server1", "response", Start.AddDays(31), Start.AddDays(61), cancellationToken);
            var p95 = Statistics.Of(series.Values, "p95");
            var took = watch.Elapsed;
            var rolled = Stopwatch.StartNew();
            var stretch = (await new StretchReader(store).ReadAsync("server1", "response", Start.AddDays(31), Start.AddDays(61), null, cancellationToken))[0];
            Console.WriteLine($"of its roll-ups: {stretch.Of("p95"):0.00} ms of {stretch.Count} samples, in {rolled.Elapsed.TotalMilliseconds:0.0} ms");
            Console.WriteLine($"a closed month's p95 of {series.Values.Count} samples: {p95:0.00} ms, in {took.TotalMilliseconds:0} ms{(run == 0 ? " (cold)" : "")}");
        }
    }

    private static async Task ChangeAsync(JsonLinesStore store, CancellationToken cancellationToken)
    {
        for (var turn = 0; turn < 5000; turn++)
        {
            await using var held = await store.BeginAsync(cancellationToken);
            held.State.Rules.Put(new RuleState { Server = $"server{turn % 50}", Rule = "health", Phase = RulePhase.Firing, Since = Start, Severity = "critical", Announced = true, Episode = "a", BadSamples = turn, Last = Start.AddMinutes(turn), Message = "Nothing listens on 127.0.0.1:1 (connection refused). Start the server, or correct the port." });
            await held.CommitAsync(Start, cancellationToken);
        }
    }

    private static void Judge(CancellationToken cancellationToken)
    {
        const int Cycles = 1_000_000;
        const int Many = 100;
        var plan = WatchPlan.Of(new McpFleet { Channels = [new McpChannel("hook", "webhook")] }, [.. Enumerable.Range(0, Many).Select(index => McpServer.FromUrl(new Uri("http://127.0.0.1:1/mcp"), name: $"s{index}"))]);
        var (state, random, before, watch) = (new WatchState(), new Random(2), 0L, Stopwatch.StartNew());
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slot = Start.AddMinutes(cycle / Many);
            var server = plan.Servers[cycle % Many];
            var bad = random.Next(200) == 0 || cycle / Many % 500 < 5;
            var sample = Sample(server.Name, slot, random) with { Status = bad ? "Unhealthy" : "Healthy", Verdict = bad ? "Timeout" : "Healthy" };
            var events = WatchJudge.Judge(plan, state, server, [sample], [], slot);
            var dispatcher = new Dispatcher(plan.Fleet, state, slot);
            dispatcher.Dispatch(events);
            Reminders.Dispatch(plan.Fleet, state, dispatcher, slot);
            if (events.Count > 0)
            {
                Housekeeping.Prune(state, slot);
            }

            foreach (var entry in OutboxSchedule.Due(state, slot))
            {
                OutboxLedger.Note(state, plan.Fleet, entry, new AlertMessage { Id = entry.Id, Kind = entry.Kind, Title = "", DedupKey = entry.DedupKey }, SendResult.Sent, slot);
            }

            state.Saved(state.Sequence + 1);
            if (cycle == Cycles / 10)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        Console.WriteLine($"{Cycles} judged probes: {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6:0.00} MB more than after a tenth of them, {watch.Elapsed.TotalMicroseconds / Cycles:0.0} µs each");
        GC.KeepAlive(state);
    }

    private static McpSample Sample(string server, DateTimeOffset slot, Random random) => new()
    {
        Server = server,
        Slot = slot,
        Status = "Healthy",
        Verdict = "Healthy",
        Values = new Dictionary<string, double> { ["latency"] = Math.Round(20 + (random.NextDouble() * 10), 1), ["connect"] = 0.4, ["firstByte"] = 3.1, ["response"] = Math.Round(20 + (random.NextDouble() * 10), 1), ["toolCount"] = 9, ["tools"] = 1915 },
    };

    private static long Size(string folder, string pattern) => Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
}
