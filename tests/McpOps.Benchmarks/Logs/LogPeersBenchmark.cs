using System.Globalization;
using System.Text;
using System.Text.Json;

namespace McpOps.Benchmarks.Logs;

/// <summary>The summary of a log against GoAccess and lnav, each with what it can answer; counts against those of the generator.</summary>
internal sealed class LogPeersBenchmark : IBenchmark
{
    private const int Lines = 1_000_000;
    private const long WeekLines = 6_900_000;
    private const int Runs = 3;
    private const double Goal = 0.1;

    // What the guide's greps and awks compute, as lnav answers it.
    private const string Days = """
        ;SELECT date(log_time) AS day, sum(log_text LIKE '%Extracting content%') AS requests, sum(log_text LIKE '%Successfully extracted%') AS successes, sum(log_level = 'error') AS errors,
        avg(CASE WHEN log_text LIKE '%Successfully extracted%' THEN CAST(regexp_match('in (\d+) ms$', log_text) AS REAL) END) AS mean FROM generic_log GROUP BY day
        """;

    private const string Domains = """
        ;SELECT regexp_match('https?://([^/]+)', log_text) AS host, count(*) AS requests FROM generic_log WHERE log_text LIKE '%Extracting content%' GROUP BY host ORDER BY requests DESC LIMIT 10
        """;

    public string Name => "logs-peers";

    public string Description => "Summary of an access log of 1,000,000 lines against GoAccess and lnav, and of the 1 GB log against lnav; goal: at most a tenth of their time.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(arguments.Count > 0 ? arguments[0] : Path.GetTempPath(), "mcpops-bench-access.log");
        var failures = Write(path);
        Console.WriteLine($"{path}: {new FileInfo(path).Length / 1e6:N0} MB, {Lines:N0} lines");
        var mcpops = Shipped.McpOps;
        using var document = JsonDocument.Parse((await Command.RunAsync(mcpops, ["logs", path, "--output", "json"], cancellationToken)).Output);
        var found = (document.RootElement.GetProperty("requests").GetInt64(), document.RootElement.GetProperty("errors").GetInt64());
        Console.WriteLine($"requests and errors {(found == (Lines, failures) ? "equal" : $"FOUND {found}, expected {(Lines, failures)}")}");
        await CompareAsync("goaccess", path, ["--no-global-config", "--log-format=COMBINED", "--no-progress", "--output=" + path + ".json", path]);
        Console.WriteLine("lnav, its simplest question: how many of each status");
        await CompareAsync("lnav", path, [.. Ask(";SELECT sc_status, count(*) FROM access_log GROUP BY sc_status"), path]);

        var week = Path.ChangeExtension(path, ".week.log");
        new CrawlLog().Write(week, WeekLines);
        Console.WriteLine($"{week}: {new FileInfo(week).Length / 1e6:N0} MB, {WeekLines:N0} lines");
        Console.WriteLine("lnav, its simplest question: how many of each level");
        await CompareAsync("lnav", week, [.. Ask(";SELECT log_level, count(*) FROM generic_log GROUP BY log_level"), week]);
        Console.WriteLine("lnav, what the mawk program answers: requests, successes, errors and mean by day, top 10 domains");
        await CompareAsync("lnav", week, [.. Ask(Days), .. Ask(Domains), week]);

        async Task CompareAsync(string name, string log, string[] words)
        {
            if (Command.Find(name) is not { } peer)
            {
                Console.WriteLine($"{name} is not on the PATH: apt-get install {name}");
                return;
            }

            await Pairwise.CompareAsync("mcpops logs", () => Pairwise.RunProcessAsync(mcpops, ["logs", log, "--by", "day", "--output", "json"], cancellationToken), name, () => Pairwise.RunProcessAsync(peer, words, cancellationToken), Runs, Goal);
        }
    }

    private static string[] Ask(string question) => ["-n", "-q", "-c", question.ReplaceLineEndings(" "), "-c", ":write-csv-to -"];

    // Combined Log Format. Returns how many answers are errors.
    private static long Write(string path)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        var random = new Random(42);
        var time = new DateTime(2026, 11, 9, 0, 0, 0, DateTimeKind.Utc);
        var failures = 0L;
        for (var line = 0; line < Lines; line++)
        {
            var kind = random.Next(100);
            var status = kind switch { < 3 => 503, < 8 => 404, < 12 => 304, _ => 200 };
            failures += status == 503 ? 1 : 0;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"10.{random.Next(4)}.{random.Next(256)}.{random.Next(256)} - - [{time.AddMilliseconds(line * 500.0):dd/MMM/yyyy:HH:mm:ss} +0000] \"GET /page/{random.Next(2000)}?session={random.Next(100)} HTTP/1.1\" {status} {random.Next(50_000)} \"https://site{random.Next(50)}.example/\" \"Mozilla/5.0 (X11; Linux x86_64; rv:{100 + random.Next(30)}.0) Gecko/20100101 Firefox/{100 + random.Next(30)}.0\""));
        }

        return failures;
    }
}
