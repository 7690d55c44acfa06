using System.Collections.Concurrent;
using System.Globalization;
using McpOps.Cli.Serve;

namespace McpOps.Cli.Tests.Serve;

public sealed class LogQueueTests
{
    private const int Lines = 25_000;

    [Fact]
    public async Task What_does_not_fit_while_nobody_reads_is_counted_and_the_rest_comes_in_order()
    {
        var written = new ConcurrentQueue<string>();
        using var reader = new ManualResetEventSlim();
        long dropped = 0;
        var queue = new LogQueue(line =>
        {
            reader.Wait(TestContext.Current.CancellationToken);
            written.Enqueue(line);
        });
        queue.Dropped = count => Interlocked.Add(ref dropped, count);
        for (var line = 0; line < Lines; line++)
        {
            queue.Add(line.ToString(CultureInfo.InvariantCulture));
        }

        reader.Set();
        Assert.True(await Eventually.HoldsAsync(() => written.Count + Interlocked.Read(ref dropped) == Lines, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        await queue.DisposeAsync();
        Assert.InRange(Interlocked.Read(ref dropped), 1, Lines - 1);

        // The first line may be taken before or after the queue was full: in its place a later one came in.
        Assert.Equal(written.Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Distinct().Order(), written.Select(line => int.Parse(line, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task What_is_left_at_the_end_is_written_and_a_reader_that_is_gone_ends_nothing()
    {
        var written = new ConcurrentQueue<string>();
        await using (var queue = new LogQueue(written.Enqueue))
        {
            queue.Add("last");
        }

        Assert.Equal(["last"], written);
        await using var gone = new LogQueue(_ => throw new IOException("Broken pipe"));
        gone.Add("nobody sees this");
    }
}
