using System.Diagnostics;
using System.Globalization;
using McpOps.Monitoring;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Benchmarks.Monitoring;

/// <summary>Many hosts with four servers each that write a minute's samples into one PostgreSQL, each with a connection and a memory of its own, as their watches would.</summary>
internal sealed class FleetHistoryBenchmark : IBenchmark
{
    private const int ServersEach = 4;
    private const int AtOnce = 16;
    private static readonly DateTimeOffset Month = new(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);

    public string Name => "fleet-history";

    public string Description => "500 hosts of 4 servers, a sample a minute, one PostgreSQL: an hour's samples in less than an hour, a month's p95 within 200 ms. Arguments: hosts (500), minutes (60).";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var hosts = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 500;
        var minutes = arguments.Count > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 60;
        await using var database = await OwnPostgres.StartAsync(hosts + 20, cancellationToken);
        var fleet = Enumerable.Range(0, hosts).Select(index => new Host(index, database.Url)).ToList();
        try
        {
            await HourAsync(fleet, minutes, database, cancellationToken);
            await MinuteAsync(fleet, minutes, database, cancellationToken);
            await MonthAsync(database.Url, cancellationToken);
        }
        finally
        {
            await Task.WhenAll(fleet.Select(host => host.Store.DisposeAsync().AsTask()));
        }
    }

    // As fast as it goes: whether there is room.
    private static async Task HourAsync(List<Host> fleet, int minutes, OwnPostgres database, CancellationToken cancellationToken)
    {
        var (watch, own, random) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime, new Random(1));
        var busy = database.ProcessorTime();
        for (var minute = 0; minute < minutes; minute++)
        {
            await Parallel.ForEachAsync(fleet, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (host, stop) => await host.TakeAsync(minute, random.Next(), stop));
        }

        var samples = await database.CountAsync("select count(*) from mcpops.sample", cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes of {fleet.Count} hosts: {samples} samples in {watch.Elapsed.TotalSeconds:0.0} s, {100 * watch.Elapsed / TimeSpan.FromMinutes(minutes):0.0} % of the time that there is (expected {fleet.Count * ServersEach * minutes} samples)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processor time: PostgreSQL {(database.ProcessorTime() - busy).TotalSeconds:0.0} s, all hosts together {(Process.GetCurrentProcess().TotalProcessorTime - own).TotalSeconds:0.0} s"));
        var bytes = await database.CountAsync("select pg_total_relation_size('mcpops.sample')", cancellationToken) / (double)samples;
        var journal = await database.CountAsync("select pg_total_relation_size('mcpops.journal')", cancellationToken);
        var snapshot = await database.CountAsync("select coalesce(max(length(line)), 0) from mcpops.snapshot", cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes a sample: {bytes:0}; journal {journal} bytes, snapshot {snapshot}; memory of the simulation {Environment.WorkingSet >> 20} MB"));
    }

    // As time goes by: how long a host waits for its turn, and how many connections there are.
    private static async Task MinuteAsync(List<Host> fleet, int minute, OwnPostgres database, CancellationToken cancellationToken)
    {
        var (took, most) = (new System.Collections.Concurrent.ConcurrentBag<double>(), 0L);
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        var turns = fleet.Select(async (host, index) =>
        {
            await Task.Delay(TimeSpan.FromMinutes((double)index / fleet.Count), cancellationToken);
            var watch = Stopwatch.StartNew();
            await host.TakeAsync(minute, index, cancellationToken);
            took.Add(watch.Elapsed.TotalMilliseconds);
        }).ToList();
        var all = Task.WhenAll(turns);
        while (!all.IsCompleted)
        {
            most = Math.Max(most, await database.CountAsync("select count(*) from pg_stat_activity where application_name = 'mcpops watch'", cancellationToken));
            await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken));
        }

        await all;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a minute as it goes by: a host's turn takes {Statistics.Of([.. took], "p50"):0} ms, 95 % within {Statistics.Of([.. took], "p95"):0} ms; {most} connections at most"));
    }

    private static async Task MonthAsync(string url, CancellationToken cancellationToken)
    {
        await using (var connection = new NpgsqlConnection(PostgresAddress.Parse("history", url).ConnectionString))
        {
            await connection.OpenAsync(cancellationToken);
            await using var fill = new NpgsqlCommand($$"""
                insert into mcpops.sample (server, slot, status, verdict, message, figures)
                select 'host' || h || '-0', timestamptz '{{Month:yyyy-MM-dd}}Z' + m * interval '1 minute', 'Healthy', 'Healthy', '', jsonb_build_object('response', 20 + random() * 10, 'latency', 20 + random() * 10, 'connect', 0.4, 'firstByte', 3.1, 'toolCount', 9, 'tools', 1915)
                from generate_series(0, 9) h, generate_series(0, 43199) m on conflict do nothing; analyze mcpops.sample
                """, connection) { CommandTimeout = 600 };
            await fill.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var store = new PostgresStore(url);
        await SayAsync(store, "not rolled up", cancellationToken);
        var watch = Stopwatch.StartNew();
        await store.RetainAsync(new RetentionPlan(Month.AddYears(-1), Month.AddYears(-1), Month.AddMonths(1).AddDays(5)), cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ten months of servers rolled up in {watch.Elapsed.TotalSeconds:0.0} s"));
        await SayAsync(store, "of its roll-ups", cancellationToken);
    }

    private static async Task SayAsync(PostgresStore store, string what, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        Stretch? found = null;
        for (var run = 0; run < 10; run++)
        {
            var watch = Stopwatch.StartNew();
            found = (await new StretchReader(store).ReadAsync($"host{run % 10}-0", "response", Month, Month.AddMonths(1), null, cancellationToken))[0];
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a month's p95 {what}: {found!.Of("p95"):0.00} ms of {found.Count} samples; median {Pairwise.Median(times):0} ms, at most {times.Max():0} ms (goal: 200 ms)"));
    }

    private sealed class Host
    {
        private readonly WatchPlan _plan;

        public Host(int index, string url)
        {
            Store = new PostgresStore(url);
            _plan = WatchPlan.Of(McpFleet.None, Enumerable.Range(0, ServersEach).Select(server => McpServer.FromUrl(new Uri("http://127.0.0.1:1/mcp"), name: $"host{index}-{server}"))) with { Host = $"host{index}" };
        }

        public PostgresStore Store { get; }

        /// <summary>What a watch does in a round when its probes are done.</summary>
        public async Task TakeAsync(int minute, int seed, CancellationToken cancellationToken)
        {
            var (random, slot) = (new Random(seed), Month.AddMonths(1).AddMinutes(minute));
            var samples = _plan.Servers.Select(server => Sample(server.Name, slot, random)).ToList();
            await using var turn = await Store.BeginAsync(cancellationToken);
            await turn.AppendAsync(samples, cancellationToken);
            foreach (var (server, sample) in _plan.Servers.Zip(samples))
            {
                WatchJudge.Judge(_plan, turn.State, server, [sample], [], slot);
            }

            await turn.CommitAsync(slot, cancellationToken);
        }

        // One probe of two hundred fails.
        private static McpSample Sample(string server, DateTimeOffset slot, Random random) => new()
        {
            Server = server, Slot = slot, Status = random.Next(200) == 0 ? "Unhealthy" : "Healthy", Verdict = "Healthy",
            Values = new Dictionary<string, double> { ["latency"] = Math.Round(20 + (random.NextDouble() * 10), 1), ["connect"] = 0.4, ["firstByte"] = 3.1, ["response"] = Math.Round(20 + (random.NextDouble() * 10), 1), ["toolCount"] = 9, ["tools"] = 1915 },
        };
    }
}
