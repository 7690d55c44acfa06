using System.IO.Pipes;
using System.Text;
using McpOps.Logs;

namespace McpOps.Core.Tests.Logs;

/// <summary>Input that never ends or never comes: whoever calls the reading off waits no longer.</summary>
public sealed class PipeTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public Task A_summary_of_input_that_never_comes_can_be_called_off() => EndsAsync(Silent(), (options, token) => new LogReader(new LogRun().Context).SummarizeAsync(options, token));

    [Fact]
    public Task A_summary_of_a_line_that_never_ends_can_be_called_off() => EndsAsync(new EndlessStream("x"), (options, token) => new LogReader(new LogRun().Context).SummarizeAsync(options, token));

    [Fact]
    public Task Entries_of_input_that_never_comes_can_be_called_off() => EndsAsync(Silent(), (options, token) => CountAsync(new LogReader(new LogRun().Context).ReadBatchesAsync(options, token), int.MaxValue));

    [Fact]
    public Task Following_what_comes_faster_than_it_is_read_can_be_called_off() =>
        EndsAsync(new EndlessStream(string.Concat(Enumerable.Repeat("2026-11-20 06:00:00 INFO One\n", 1000))), (options, token) => CountAsync(new LogReader(new LogRun().Context).FollowAsync(options, tail: 3, wait: true, token), int.MaxValue));

    [Fact]
    public async Task Following_what_comes_faster_than_it_is_read_gives_entries()
    {
        var options = new LogOptions { Paths = ["-"], Input = new EndlessStream(string.Concat(Enumerable.Repeat("2026-11-20 06:00:00 INFO One\n", 1000))) };
        await CountAsync(new LogReader(new LogRun().Context).FollowAsync(options, tail: 3, wait: true, TestContext.Current.CancellationToken), 100_000).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_named_pipe_is_followed_to_its_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes among its files.");
        var path = _folder["pipe"];
        Assert.Equal(0, (await Command.RunAsync("mkfifo", [path], TestContext.Current.CancellationToken)).ExitCode);
        var written = Task.Run(() => File.WriteAllText(path, "2026-11-20 06:00:00 INFO One\n2026-11-20 06:00:01 ERROR Two\n"), TestContext.Current.CancellationToken);
        Assert.Equal(2, await CountAsync(new LogReader(new LogRun().Context).FollowAsync(LogRun.Of(path), tail: 3, wait: true, TestContext.Current.CancellationToken), int.MaxValue));
        await written;
    }

    public void Dispose() => _folder.Dispose();

    private static AnonymousPipeServerStream Silent() => new(PipeDirection.In);

    // What reads in vain is left behind: nobody can end the reading of a pipe that stays silent.
    private static async Task EndsAsync(Stream input, Func<LogOptions, CancellationToken, Task> read)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var reading = Task.Run(() => read(new LogOptions { Paths = ["-"], Input = input }, stop.Token), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<TimeoutException>(() => reading.WaitAsync(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Soon, TestContext.Current.CancellationToken));
    }

    private static async Task<int> CountAsync(IAsyncEnumerable<IReadOnlyList<McpLogEntry>> batches, int enough)
    {
        var count = 0;
        await foreach (var batch in batches)
        {
            count += batch.Count;
            if (count >= enough)
            {
                break;
            }
        }

        return count;
    }

    /// <summary>The same text over and over.</summary>
    private sealed class EndlessStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override int Read(Span<byte> buffer)
        {
            if (Position == Length)
            {
                Position = 0;
            }

            return base.Read(buffer);
        }
    }
}
