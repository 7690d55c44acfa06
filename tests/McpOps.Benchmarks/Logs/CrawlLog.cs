using System.Globalization;
using System.Text;

namespace McpOps.Benchmarks.Logs;

/// <summary>Writes a log as the Crawl4AI server writes it, and counts what it wrote. The same seed gives the same bytes.</summary>
/// <remarks>Seven days; a request has an entry when it comes and one when it ends; hosts follow a Zipf distribution; errors are of eight kinds.</remarks>
internal sealed class CrawlLog
{
    private const int Hosts = 3000;
    private static readonly DateTime Start = new(2026, 11, 9, 0, 0, 0, DateTimeKind.Unspecified);

    private static readonly (string Text, int Weight)[] Errors =
    [
        ("Failed to extract content from {0}: TimeoutError: page did not load within 30000 ms", 40),
        ("Failed to extract content from {0}: ConnectionError: connection refused by host", 22),
        ("Failed to extract content from {0}: SSLError: certificate verify failed", 12),
        ("Failed to extract content from {0}: HTTPError: 404 Not Found", 10),
        ("Failed to extract content from {0}: HTTPError: 503 Service Unavailable", 7),
        ("Browser context crashed while rendering {0}, worker {1}", 5),
        ("Content of {0} exceeds the limit of {1} bytes", 3),
        ("Rate limit reached for {0}, request {1} was dropped", 1),
    ];

    private readonly string[] _hosts = [.. Enumerable.Range(0, Hosts).Select(index => $"{(index % 3 == 0 ? "www." : "")}{Word(index)}-{Word((index * 7) + 3)}.{(index % 5) switch { 0 => "org", 1 => "net", 2 => "io", _ => "com" }}")];
    private readonly double[] _zipf = Zipf();
    private ulong _random;

    /// <summary>What was written, day by day.</summary>
    public List<CrawlDay> Days { get; } = [];

    /// <summary>Writes the log.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lines">About how many lines.</param>
    /// <param name="seed">The seed.</param>
    public void Write(string path, long lines, ulong seed = 42)
    {
        _random = (seed * 0x9E3779B97F4A7C15UL) + 1;
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        var perDay = lines / 7;
        for (var day = 0; day < 7; day++)
        {
            var counts = new CrawlDay { Day = Start.AddDays(day) };
            Days.Add(counts);
            for (long line = 0; line < perDay; line++)
            {
                var time = counts.Day.AddTicks(TimeSpan.TicksPerDay / perDay * line);
                WriteLine(writer, time, counts);
                counts.Lines++;
            }
        }
    }

    private void WriteLine(StreamWriter writer, DateTime time, CrawlDay counts)
    {
        writer.Write(time.ToString("yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture));
        var kind = Next(1000);
        if (kind < 470)
        {
            var host = Host();
            counts.Requests++;
            counts.Domains[host] = counts.Domains.GetValueOrDefault(host) + 1;
            writer.Write(" - crawl4ai_mcp.server - INFO - Extracting content from URL: ");
            writer.WriteLine(Url(host));
        }
        else if (kind < 910)
        {
            var milliseconds = (int)(200 + (Math.Exp(Uniform() * 4) * 90));
            counts.Successes++;
            counts.LatencyMs.Add(milliseconds);
            writer.Write(" - crawl4ai_mcp.server - INFO - Successfully extracted ");
            writer.Write(500 + Next(60000));
            writer.Write(" characters from ");
            writer.Write(Url(Host()));
            writer.Write(" in ");
            writer.Write(milliseconds);
            writer.WriteLine(" ms");
        }
        else if (kind < 945)
        {
            var error = Pick();
            counts.Errors++;
            counts.ErrorKinds[error] = counts.ErrorKinds.GetValueOrDefault(error) + 1;
            writer.Write(" - crawl4ai_mcp.server - ERROR - ");
            writer.WriteLine(string.Format(CultureInfo.InvariantCulture, Errors[error].Text, Url(Host()), Next(100000)));
        }
        else if (kind < 975)
        {
            counts.Warnings++;
            writer.Write(" - crawl4ai_mcp.browser - WARNING - Slow response, retrying in ");
            writer.Write(Next(5000));
            writer.Write(" ms: attempt ");
            writer.Write(1 + Next(3));
            writer.WriteLine(" of 3, the page kept the browser waiting for longer than its budget allows");
        }
        else
        {
            writer.Write(" - crawl4ai_mcp.cache - DEBUG - Cache entry ");
            writer.Write(Next(1 << 30).ToString("x8", CultureInfo.InvariantCulture));
            writer.WriteLine(" refreshed by the background worker, its page had not changed since the last visit");
        }
    }

    private string Url(string host) => $"https://{host}/{Word(Next(4000))}/{Word(Next(4000))}-{Word(Next(4000))}/{Next(1_000_000)}.html";

    private string Host()
    {
        var index = Array.BinarySearch(_zipf, Uniform());
        return _hosts[Math.Min(Hosts - 1, index < 0 ? ~index : index)];
    }

    private int Pick()
    {
        var at = Next(100);
        var error = 0;
        while ((at -= Errors[error].Weight) >= 0)
        {
            error++;
        }

        return error;
    }

    private static double[] Zipf()
    {
        var sums = new double[Hosts];
        double sum = 0;
        for (var i = 0; i < Hosts; i++)
        {
            sums[i] = sum += 1.0 / (i + 1);
        }

        return [.. sums.Select(value => value / sum)];
    }

    // Two or three syllables, without digits.
    private static string Word(int number)
    {
        string[] syllables = ["ka", "lo", "mi", "ne", "pu", "ra", "so", "ti", "vu", "wen", "bor", "dal", "fen", "gri", "hul", "jas"];
        return syllables[number & 15] + syllables[(number >> 4) & 15] + (number > 255 ? syllables[(number >> 8) & 15] : "");
    }

    // xorshift64* (Vigna 2016): the same everywhere.
    private ulong Random()
    {
        _random ^= _random >> 12;
        _random ^= _random << 25;
        _random ^= _random >> 27;
        return _random * 0x2545F4914F6CDD1DUL;
    }

    private int Next(int limit) => (int)(Random() % (ulong)limit);

    private double Uniform() => (Random() >> 11) / (double)(1UL << 53);
}

/// <summary>What the generator wrote on one day.</summary>
internal sealed class CrawlDay
{
    public DateTime Day { get; init; }

    public long Lines { get; set; }

    public long Requests { get; set; }

    public long Successes { get; set; }

    public long Errors { get; set; }

    public long Warnings { get; set; }

    public Dictionary<string, long> Domains { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, long> ErrorKinds { get; } = [];

    public List<int> LatencyMs { get; } = [];
}
