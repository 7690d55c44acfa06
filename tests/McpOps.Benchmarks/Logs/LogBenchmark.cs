using System.Diagnostics;
using System.Text.Json;

namespace McpOps.Benchmarks.Logs;

/// <summary>The week's summary of a large Crawl4AI log against one pass of mawk, and one day of it; counts against those of the generator.</summary>
internal sealed class LogBenchmark : IBenchmark
{
    private const long Lines = 6_900_000;

    // What the guide's greps and awks compute, in one pass.
    private const string Week = """
        { day = substr($1, 1, 10) }
        /Extracting content/ { requests[day]++; host = $NF; sub(/^https?:\/\//, "", host); sub(/\/.*/, "", host); hosts[host]++ }
        /Successfully extracted/ { successes[day]++; sum[day] += $(NF-1) }
        / - ERROR - / { errors[day]++; kinds[$NF]++ }
        END { for (d in requests) print d, requests[d], successes[d], errors[d], sum[d] / successes[d]; for (k in kinds) print kinds[k], k | "sort -nr | head -5"; close("sort -nr | head -5"); for (h in hosts) print hosts[h], h | "sort -nr | head -10" }
        """;

    private const string Day = """
        $1 == "2026-11-12" && /Extracting content/ { requests++; host = $NF; sub(/^https?:\/\//, "", host); sub(/\/.*/, "", host); hosts[host]++ }
        $1 == "2026-11-12" && /Successfully extracted/ { successes++; sum += $(NF-1) }
        $1 == "2026-11-12" && / - ERROR - / { errors++; kinds[$NF]++ }
        END { print requests, successes, errors, sum / successes; for (k in kinds) print kinds[k], k | "sort -nr | head -5"; close("sort -nr | head -5"); for (h in hosts) print hosts[h], h | "sort -nr | head -10" }
        """;

    public string Name => "logs";

    public string Description => "Summary of a 1 GB log against mawk in one pass; goals: week at least 1.4 GB/s and 2.5 times mawk, one day at most half of mawk's time.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var folder = arguments.Count > 0 ? arguments[0] : Path.GetTempPath();
        var path = Path.Combine(folder, "mcpops-bench-crawl4ai.log");
        var log = new CrawlLog();
        log.Write(path, Lines);
        var bytes = new FileInfo(path).Length;
        Console.WriteLine($"{path}: {bytes:N0} bytes, {log.Days.Sum(day => day.Lines):N0} lines");
        var mcpops = Shipped.McpOps;
        await CheckAsync(mcpops, path, log, cancellationToken);
        if (Command.Find("mawk") is not { } mawk)
        {
            Console.WriteLine("mawk is not on the PATH: apt-get install mawk");
            return;
        }

        Console.WriteLine("the whole week");
        await Pairwise.CompareAsync("mcpops logs --by day", () => RunAsync(mcpops, ["logs", path, "--by", "day", "--output", "json"]), "mawk", () => RunAsync(mawk, [Week, path]), 5, 1 / 2.5);
        Console.WriteLine("one day of the week, whole process");
        await Pairwise.CompareAsync("mcpops logs --date", () => RunAsync(mcpops, ["logs", path, "--date", "2026-11-12", "--output", "json"]), "mawk with a day filter", () => RunAsync(mawk, [Day, path]), 7, 0.5);

        Task RunAsync(string program, string[] words) => Pairwise.RunProcessAsync(program, words, cancellationToken);
    }

    private static async Task CheckAsync(string mcpops, string path, CrawlLog log, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await Command.RunAsync(mcpops, ["logs", path, "--by", "day", "--output", "json"], cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var document = JsonDocument.Parse(result.Output);
        var summary = document.RootElement;
        Console.WriteLine($"first run {new FileInfo(path).Length / seconds / 1e9:0.00} GB/s");
        Expect("lines", log.Days.Sum(day => day.Lines), summary.GetProperty("lines").GetInt64());
        Expect("requests", log.Days.Sum(day => day.Requests), summary.GetProperty("requests").GetInt64());
        Expect("successes", log.Days.Sum(day => day.Successes), summary.GetProperty("successes").GetInt64());
        Expect("errors", log.Days.Sum(day => day.Errors), summary.GetProperty("errors").GetInt64());
        Expect("latencies", log.Days.Sum(day => (long)day.LatencyMs.Count), summary.GetProperty("latencyCount").GetInt64());
        var host = log.Days.SelectMany(day => day.Domains).GroupBy(pair => pair.Key, StringComparer.Ordinal).Select(group => (Name: group.Key, Count: group.Sum(pair => pair.Value))).MaxBy(pair => pair.Count);
        Expect($"requests for {host.Name}", host.Count, summary.GetProperty("topDomains").EnumerateArray().First(domain => domain.GetProperty("name").GetString() == host.Name).GetProperty("count").GetInt64());
        var sorted = log.Days.SelectMany(day => day.LatencyMs).Order().ToList();
        Console.WriteLine($"p99 {sorted[(int)(0.99 * (sorted.Count - 1))]} ms, found {summary.GetProperty("latencyP99Ms").GetDouble():0.0}; mean {sorted.Average():0.000}, found {summary.GetProperty("latencyMeanMs").GetDouble():0.000}");
        foreach (var (day, row) in log.Days.Zip(summary.GetProperty("rows").EnumerateArray()))
        {
            Expect($"errors on {day.Day:yyyy-MM-dd}", day.Errors, row.GetProperty("errors").GetInt64());
        }
    }

    private static void Expect(string what, long expected, long found) => Console.WriteLine($"{what,-32} {expected,12:N0}  {(expected == found ? "equal" : $"FOUND {found:N0}")}");
}
