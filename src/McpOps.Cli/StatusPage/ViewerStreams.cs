using System.Text.Json.Nodes;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using McpOps.Cli.Output;
using McpOps.Cli.StatusPage.Html;
using McpOps.Monitoring;
using Microsoft.AspNetCore.Http;

namespace McpOps.Cli.StatusPage;

/// <summary>Keeps pages up to date by server-sent events: what changed is rendered once, whatever number of viewers there is, and nothing is while there is none.</summary>
internal sealed class ViewerStreams(WatchBoard board, int most, TimeProvider time, CancellationToken stopping) : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    // Who reads so slowly gets the page anew when it comes again.
    private const int MostWaiting = 64;
    private readonly Lock _gate = new();
    private readonly List<Viewer> _viewers = [];
    private Task _work = Task.CompletedTask;
    private bool _works;

    /// <summary>Streams what changes until the viewer leaves.</summary>
    public async Task ServeAsync(HttpContext http, bool isFull)
    {
        var viewer = new Viewer(isFull, Channel.CreateBounded<byte[]>(MostWaiting));
        var since = long.TryParse(http.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? http.Request.Query["since"], NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : board.Version;
        if (!Add(viewer))
        {
            http.Response.Headers.RetryAfter = "60";
            await StatusRoutes.TextAsync(http, StatusCodes.Status503ServiceUnavailable, $"{most} pages are kept up to date already; this one shows what was so when it was loaded.");
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            http.Response.ContentType = "text/event-stream; charset=utf-8";
            http.Response.Headers["X-Accel-Buffering"] = "no";
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"retry: 5000\n\n{Since(since, isFull, board.Version)}"), end.Token);
            await http.Response.Body.FlushAsync(end.Token);
            while (await NextAsync(viewer, end.Token) is { } bytes)
            {
                await http.Response.Body.WriteAsync(bytes, end.Token);
                await http.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The viewer has left, or the watch ends.
        }
        finally
        {
            lock (_gate)
            {
                _viewers.Remove(viewer);
            }
        }
    }

    public async ValueTask DisposeAsync() => await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private bool Add(Viewer viewer)
    {
        lock (_gate)
        {
            if (_viewers.Count >= most)
            {
                return false;
            }

            _viewers.Add(viewer);
            if (!_works)
            {
                (_works, _work) = (true, Task.Run(BroadcastAsync, CancellationToken.None));
            }

            return true;
        }
    }

    private async Task<byte[]?> NextAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        try
        {
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            beat.CancelAfter(Beat);
            return await viewer.Waiting.Reader.ReadAsync(beat.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Something must come now and then, lest a proxy in between takes the stream for dead.
            return ": \n\n"u8.ToArray();
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    private async Task BroadcastAsync()
    {
        var sent = board.Version;
        try
        {
            while (true)
            {
                using var wake = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                wake.CancelAfter(Beat);
                await board.WaitAsync(sent, wake.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stopping.ThrowIfCancellationRequested();
                var viewers = Current();
                if (viewers.Count == 0)
                {
                    return;
                }

                var version = board.Version;
                foreach (var kind in version > sent ? viewers.GroupBy(viewer => viewer.IsFull) : [])
                {
                    var bytes = Encoding.UTF8.GetBytes(Since(sent, kind.Key, version));
                    foreach (var viewer in kind.Where(viewer => !viewer.Waiting.Writer.TryWrite(bytes)))
                    {
                        viewer.Waiting.Writer.TryComplete();
                    }
                }

                sent = version;
                await Task.Delay(Pace, time, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The watch ends.
        }
    }

    private IReadOnlyList<Viewer> Current()
    {
        lock (_gate)
        {
            _works = _viewers.Count > 0;
            return [.. _viewers];
        }
    }

    private string Since(long since, bool isFull, long version)
    {
        if (version <= since)
        {
            return "";
        }

        var text = new StringBuilder();
        var now = time.GetLocalNow();
        foreach (var name in board.Names.Where(name => board.VersionOf(name) > since))
        {
            if (board.Find(name) is { } server)
            {
                Event(text, version, ServerRow.IdOf(name), ServerRow.Render(PublicView.Of(server, isFull), board.Past(name, days: false, hours: 24), now));
            }
        }

        Event(text, version, IndexPage.HeadId, IndexPage.Head(board, isFull, now));
        return text.ToString();
    }

    // JSON is on one line, as an event's data has to be.
    private static void Event(StringBuilder text, long version, string id, string html) =>
        text.Append(CultureInfo.InvariantCulture, $"id: {version}\ndata: {JsonText.OneLine(new JsonObject { ["id"] = id, ["html"] = html })}\n\n");

    private sealed record Viewer(bool IsFull, Channel<byte[]> Waiting);
}
