using System.Globalization;
using System.Text;
using System.Text.Json;

namespace McpOps.Benchmarks.Logs;

/// <summary>The summary of an access log against GoAccess and lnav, each with what it can answer; counts against those of the generator.</summary>
internal sealed class LogPeersBenchmark : IBenchmark
{
    private const int Lines = 1_000_000;
    private const int Runs = 3;
    private const double Goal = 0.1;

    public string Name => "logs-peers";

    public string Description => "Summary of an access log of 1,000,000 lines against GoAccess and lnav; goal: at most a tenth of their time.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(arguments.Count > 0 ? arguments[0] : Path.GetTempPath(), "mcpops-bench-access.log");
        var failures = Write(path);
        Console.WriteLine($"{path}: {new FileInfo(path).Length / 1e6:N0} MB, {Lines:N0} lines");
        var mcpops = Path.Combine(Repository.Root, "src", "McpOps.Cli", "bin", "Release", "net10.0", "mcpops");
        using var document = JsonDocument.Parse((await Command.RunAsync(mcpops, ["logs", path, "--output", "json"], cancellationToken)).Output);
        var found = (document.RootElement.GetProperty("requests").GetInt64(), document.RootElement.GetProperty("errors").GetInt64());
        Console.WriteLine($"requests and errors {(found == (Lines, failures) ? "equal" : $"FOUND {found}, expected {(Lines, failures)}")}");
        await CompareAsync("goaccess", ["--no-global-config", "--log-format=COMBINED", "--no-progress", "--output=" + path + ".json", path]);
        await CompareAsync("lnav", ["-n", "-q", "-c", ";SELECT sc_status, count(*) FROM access_log GROUP BY sc_status", "-c", ":write-csv-to -", path]);

        async Task CompareAsync(string name, string[] words)
        {
            if (Command.Find(name) is not { } peer)
            {
                Console.WriteLine($"{name} is not on the PATH: apt-get install {name}");
                return;
            }

            await Pairwise.CompareAsync("mcpops logs", () => Pairwise.RunProcessAsync(mcpops, ["logs", path, "--output", "json"], cancellationToken), name, () => Pairwise.RunProcessAsync(peer, words, cancellationToken), Runs, Goal);
        }
    }

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
