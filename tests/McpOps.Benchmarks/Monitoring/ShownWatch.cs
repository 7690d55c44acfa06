using System.Diagnostics;

namespace McpOps.Benchmarks.Monitoring;

/// <summary>A watch that listens, as it is shipped, in a process of its own.</summary>
internal sealed class ShownWatch : IAsyncDisposable
{
    private const string Begin = "The watch shows itself at ";
    private readonly Process _process;

    private ShownWatch(Process process, Uri url)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Client { get; }

    /// <summary>The processor time that it has taken, in milliseconds.</summary>
    public double CpuMs
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalMilliseconds;
        }
    }

    public static async Task<ShownWatch> StartAsync(string inventory, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = Command.Start(Shipped.McpOps, ["watch", "--config-path", inventory, "--listen", "127.0.0.1:0", "--output", "ndjson"], environment: environment);
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, said) =>
        {
            if (said.Data?.StartsWith(Begin, StringComparison.Ordinal) is true)
            {
                address.TrySetResult(new Uri(said.Data[Begin.Length..].Trim()));
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ShownWatch(process, await address.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken));
    }

    /// <summary>Waits until a page says something.</summary>
    public async Task UntilAsync(string path, Predicate<string> holds, CancellationToken cancellationToken)
    {
        var limit = Stopwatch.StartNew();
        while (!holds(await Client.GetStringAsync(path, cancellationToken)))
        {
            if (limit.Elapsed > TimeSpan.FromMinutes(5))
            {
                throw new TimeoutException($"{path} did not say it within five minutes.");
            }

            await Task.Delay(500, cancellationToken);
        }
    }

    /// <summary>Asks again and again: the median time to the first byte, the median of the whole, the size, and the processor time of each.</summary>
    public async Task<(double FirstMs, double WholeMs, long Bytes, double CpuMs)> AskAsync(string path, int times, CancellationToken cancellationToken)
    {
        var (first, whole, bytes, before) = (new List<double>(), new List<double>(), 0L, 0.0);
        for (var run = -3; run < times; run++)
        {
            before = run == 0 ? CpuMs : before;
            var watch = Stopwatch.StartNew();
            using var answer = await Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var began = watch.Elapsed.TotalMilliseconds;
            bytes = (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken)).Length;
            if (run >= 0)
            {
                first.Add(began);
                whole.Add(watch.Elapsed.TotalMilliseconds);
            }
        }

        return (Median(first), Median(whole), bytes, (CpuMs - before) / times);
    }

    public static double Median(IEnumerable<double> values) => values.Order().ToList() is var ordered && ordered.Count > 0 ? ordered[ordered.Count / 2] : double.NaN;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
