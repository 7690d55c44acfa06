using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace McpOps.Benchmarks.Maintenance;

/// <summary>Old rows of a large table removed beside a writer that commits all the time: how long the writer waits, alone, beside the retention, and beside the one DELETE that a script would run.</summary>
internal sealed class RetainBenchmark : IBenchmark
{
    private const double GoalMs = 100;
    private const string Writer = "writer";
    private const long Standard = 5_000_000;

    public string Name => "retain";

    public string Description => "Row retention over 5,000,000 rows: a concurrent writer waits less than 100 ms, and one DELETE of all beside it. An argument is another number of rows.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var rows = arguments is [var text, ..] ? long.Parse(text, CultureInfo.InvariantCulture) : Standard;
        await using var postgres = new LocalPostgres { Flushes = true };
        await postgres.StartAsync();
        if (postgres.Missing is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        var folder = Directory.CreateTempSubdirectory("mcpops-retain-");
        try
        {
            var inventory = Path.Combine(folder.FullName, "mcpops.json");
            await File.WriteAllTextAsync(inventory, $$"""
                { "history": { "store": "state" }, "servers": { "a": { "command": "x", "databases": { "main": { "kind": "postgres", "url": "{{postgres.Url()}}" } },
                  "maintain": { "main": { "vacuum": false, "retain": [{ "table": "ours", "column": "created_at", "keep": "30d" }] } } } } }
                """, cancellationToken);
            foreach (var table in new[] { "ours", "theirs" })
            {
                await Psql(postgres, $"create table {table} (id bigint generated always as identity primary key, created_at timestamptz not null, tool text, answer text); insert into {table} (created_at, tool, answer) select now() - make_interval(secs => n * 36000000.0 / {rows}), 'search', repeat('x', 120) from generate_series(1, {rows}) n; create index on {table} (created_at)", cancellationToken);

                // As a table is that has stood for long: what is left to do after loading is not what is measured.
                await Psql(postgres, $"vacuum (freeze, analyze) {table}", cancellationToken);
                await Psql(postgres, "checkpoint", cancellationToken);
            }

            await MeasureAsync(postgres, "ours", "the writer alone", async () => { await Task.Delay(TimeSpan.FromSeconds(15), cancellationToken); return ""; }, cancellationToken);
            await MeasureAsync(postgres, "ours", "mcpops database", async () =>
            {
                var run = await Command.RunAsync(Shipped.McpOps, ["database", "--action", "retain", "--config-path", inventory], cancellationToken);
                return run.ExitCode == 0 ? "" : throw new InvalidOperationException(run.Output + run.Error);
            }, cancellationToken, goal: true);
            await Psql(postgres, "checkpoint", cancellationToken);
            await MeasureAsync(postgres, "theirs", "one DELETE", async () => await Psql(postgres, "delete from theirs where created_at < now() - interval '30 days'", cancellationToken), cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(LocalPostgres postgres, string table, string what, Func<Task<string>> work, CancellationToken cancellationToken, bool goal = false)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (writing, watching) = (WriteAsync(postgres, table, end.Token), WatchAsync(postgres, end.Token));
        var started = Stopwatch.GetTimestamp();
        await work();
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await end.CancelAsync();
        var (timed, seen) = (await writing, await watching);
        var (at, length) = timed.MaxBy(wait => wait.Ms);
        var inIt = seen.Where(look => look.At >= at && look.At <= at + (length * Stopwatch.Frequency / 1000)).GroupBy(look => look.For).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} ({group.Count()} looks)");
        List<double> waits = [.. timed.Select(wait => wait.Ms).Order()];
        var left = await CountAsync(postgres, table, cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-18} {took,7:0.0} s: {waits.Count,6} commits, p50 {waits[waits.Count / 2],6:0.00} ms, p99 {waits[(int)(waits.Count * 0.99)],7:0.00} ms, p99.9 {waits[(int)(waits.Count * 0.999)],7:0.00} ms, longest {waits[^1],8:0.00} ms{(goal ? $" (goal: less than {GoalMs} ms, {(waits[^1] < GoalMs ? "reached" : "not reached")})" : "")}; {left} rows are left"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-18} the longest, {Stopwatch.GetElapsedTime(started, at).TotalSeconds:0.0} s after the start, waited for: {string.Join(", ", inIt)}"));
    }

    // What the writer and all beside it wait for, looked at every few milliseconds.
    private static async Task<List<(long At, string For)>> WatchAsync(LocalPostgres postgres, CancellationToken cancellationToken)
    {
        var seen = new List<(long At, string For)>();
        await using var connection = new NpgsqlConnection(Address(postgres));
        await connection.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand($"select string_agg(coalesce(nullif(application_name, ''), backend_type) || ' ' || wait_event, ', ' order by pid) from pg_stat_activity where wait_event_type in ('IO', 'LWLock', 'Lock') or application_name = '{Writer}' and state = 'active'", connection);
        while (!cancellationToken.IsCancellationRequested)
        {
            var at = Stopwatch.GetTimestamp();
            seen.Add((at, await command.ExecuteScalarAsync(CancellationToken.None) as string ?? "nothing"));
            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }

        return seen;
    }

    // Inserts a row and changes a new one, each a transaction of its own, on and on.
    private static async Task<List<(long At, double Ms)>> WriteAsync(LocalPostgres postgres, string table, CancellationToken cancellationToken)
    {
        var waits = new List<(long At, double Ms)>();
        await using var connection = new NpgsqlConnection(Address(postgres) + $";Application Name={Writer}");
        await connection.OpenAsync(CancellationToken.None);
        var id = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            await using var command = new NpgsqlCommand(id == 0 ? $"insert into {table} (created_at, tool, answer) values (now(), 'search', 'y') returning id" : $"update {table} set answer = answer || 'z' where id = {id} returning 0::int8", connection);
            id = (long)(await command.ExecuteScalarAsync(CancellationToken.None))!;
            waits.Add((started, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
            await Task.Delay(TimeSpan.FromMilliseconds(2), CancellationToken.None);
        }

        return waits;
    }

    private static string Address(LocalPostgres postgres) => $"Host=127.0.0.1;Port={postgres.Port};Username=mcp;Database=postgres;Pooling=false;Command Timeout=0";

    private static async Task<string> Psql(LocalPostgres postgres, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Address(postgres));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return "";
    }

    private static async Task<long> CountAsync(LocalPostgres postgres, string table, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Address(postgres));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"select count(*) from {table}", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
