using System.Diagnostics;
using System.Globalization;
using McpOps.Logs;
using McpOps.Logs.Sources;

namespace McpOps.Core.Tests.Logs;

/// <summary>Whatever a log holds: nothing falls down or hangs, and every line is counted.</summary>
public sealed class LogFuzzTests : IDisposable
{
    private const int Tries = 5;
    private const int ChunkLines = 200;
    private const string TooLong = "more than 1 s";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private readonly TemporaryFolder _folder = new();

    /// <summary>How many lines are read; <c>MCPOPS_FUZZ_LINES=10000000</c> is the long form.</summary>
    private static long Wanted { get; } = long.TryParse(Environment.GetEnvironmentVariable("MCPOPS_FUZZ_LINES"), CultureInfo.InvariantCulture, out var lines) ? lines : 20_000;

    [Fact]
    public async Task Mutated_samples_are_read_without_a_crash_or_a_hang_and_each_line_counts()
    {
        List<byte[]> samples = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "McpOps.Core.Tests", "Logs", "Formats"), "*.log").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        var faults = new List<string>();
        var slow = new List<int>();
        long read = 0, text = 0;
        for (var chunk = 0; read < Wanted && faults.Count < 20 && slow.Count < 200; chunk++)
        {
            var log = new LogMutator(chunk).Make(samples, ChunkLines);
            read += Lines(log);
            var (isText, fault) = await TryAsync(log, chunk);
            text += isText ? Lines(log) : 0;
            if (fault?.EndsWith(TooLong, StringComparison.Ordinal) == true)
            {
                slow.Add(chunk);
            }
            else
            {
                await KeepAsync(log, chunk, fault);
            }
        }

        // The first logs wait for the compiler: what is slow by itself is slow when all that reads it is compiled, and each time: a machine that does something else makes one wait now and then.
        foreach (var chunk in slow)
        {
            var log = new LogMutator(chunk).Make(samples, ChunkLines);
            var fault = (await TryAsync(log, chunk)).Fault;
            for (var again = 1; again < Tries && fault?.EndsWith(TooLong, StringComparison.Ordinal) == true; again++)
            {
                fault = (await TryAsync(log, chunk)).Fault;
            }

            await KeepAsync(log, chunk, fault);
        }

        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
        Assert.True(text > read * 0.9, $"Of {read} lines only {text} were taken for text.");

        async Task KeepAsync(byte[] log, int chunk, string? fault)
        {
            if (fault is not null)
            {
                var kept = Path.Combine(Path.GetTempPath(), $"mcpops-fuzz-{chunk}.log");
                await File.WriteAllBytesAsync(kept, log, TestContext.Current.CancellationToken);
                faults.Add($"{kept}: {fault}");
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static long Lines(byte[] log) => log.AsSpan().Count((byte)'\n');

    // A line of an array or of XML may hold many entries, which are numbered one by one.
    private static long Numbers(byte[] log)
    {
        var start = log.AsSpan(0, Math.Min(log.Length, 8192));
        using LineStream? text = ContainerText.Begins(start) ? null : EventText.Begins(start) ? new EventText(new MemoryStream(log)) : ArrayText.Begins(start) ? new ArrayText(new MemoryStream(log)) : null;
        text?.CopyTo(Stream.Null);
        return Lines(log) + (text?.Surplus ?? 0);
    }

    // What is slow by itself is slow three times; what only waited for a busy machine is not.
    private async Task<(bool IsText, string? Fault)> TryAsync(byte[] log, int chunk)
    {
        var isText = true;
        for (var time = 0; time < 3; time++)
        {
            var watch = Stopwatch.StartNew();
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            try
            {
                (isText, var fault) = await ReadAsync(log, chunk).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

                // Other tests use the processor meanwhile, and a busy machine gives little of it: only what both clocks show is long.
                if (fault is not null || watch.Elapsed < Longest || Process.GetCurrentProcess().TotalProcessorTime - before < Longest)
                {
                    return (isText, fault);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return (true, exception.ToString());
            }
        }

        return (isText, $"{Lines(log)} lines took {TooLong}");
    }

    // As a stream and as a file in pieces, as entries and followed.
    private async Task<(bool IsText, string? Fault)> ReadAsync(byte[] log, int chunk)
    {
        var run = new LogRun();
        var stream = new LogOptions { Paths = ["-"], TimeZone = TimeZoneInfo.Utc, Input = new MemoryStream(log), By = "day" };
        var path = _folder["chunk.log"];
        await File.WriteAllBytesAsync(path, log, TestContext.Current.CancellationToken);
        var lines = Lines(log);
        var last = 0L;
        switch (chunk % 4)
        {
            case 0:
                last = (await run.SummarizeAsync(stream)).Lines;
                break;
            case 1:
                last = (await run.SummarizeAsync(LogRun.Of(path) with { PieceBytes = 4096 })).Lines;
                break;
            case 2:
                var entries = await run.ReadAsync(stream);
                return (true, entries.TrueForAll(entry => entry.Line <= Numbers(log)) ? null : $"an entry stands in line {entries.Max(entry => entry.Line)} of {lines}");
            default:
                await foreach (var batch in new LogReader(run.Context).FollowAsync(LogRun.Of(path), tail: ChunkLines, wait: false, TestContext.Current.CancellationToken))
                {
                    last = Math.Max(last, batch.Max(entry => entry.Line ?? 0));
                }

                return (true, last <= Numbers(log) ? null : $"an entry stands in line {last} of {lines}");
        }

        var isText = run.Notices.All(notice => notice.Id != "LogNotText");
        return (isText, !isText || last == lines ? null : $"{last} lines were counted of {lines} {string.Join("; ", run.Notices.Select(notice => notice.Message))}");
    }
}
