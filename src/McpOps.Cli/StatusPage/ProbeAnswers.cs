using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using McpOps.Monitoring;
using McpOps.Probing;
using Microsoft.AspNetCore.Http;

namespace McpOps.Cli.StatusPage;

/// <summary>
/// <c>/probe?target=NAME</c>: probes a server of the inventory for a Prometheus that keeps the schedule, and answers in blackbox_exporter's metrics and ours.
/// Who asks for the same server meanwhile gets the same answer.
/// </summary>
internal sealed class ProbeAnswers(WatchBoard board, int most, EngineContext context)
{
    private const string Patience = "X-Prometheus-Scrape-Timeout-Seconds";
    private const double Margin = 0.5;
    private readonly ConcurrentDictionary<string, Lazy<Task<McpHealth?>>> _running = new(StringComparer.Ordinal);

    /// <summary>Answers.</summary>
    public async Task AnswerAsync(HttpContext http)
    {
        var targets = http.Request.Query["target"];
        if (targets is not [{ Length: > 0 } name])
        {
            await RefuseAsync(http, $"Say which server: /probe?target=NAME. There are: {Known()}");
            return;
        }

        if (board.Names.Count == 0)
        {
            http.Response.Headers.RetryAfter = "1";
            await StatusRoutes.TextAsync(http, StatusCodes.Status503ServiceUnavailable, "The watch has just begun, and reads its inventory.");
            return;
        }

        if (!board.Names.Contains(name, StringComparer.Ordinal))
        {
            await RefuseAsync(http, $"'{Visible.Of(name.Length <= 100 ? name : name[..100])}' is no server that this watch knows{(name.Contains("://", StringComparison.Ordinal) ? "; addresses are not probed, only names of the inventory" : "")}. There are: {Known()}");
            return;
        }

        if (_running.Count >= most && !_running.ContainsKey(name))
        {
            http.Response.Headers.RetryAfter = "5";
            await StatusRoutes.TextAsync(http, StatusCodes.Status503ServiceUnavailable, $"{most} probes are running already.");
            return;
        }

        var started = context.Time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        if (double.TryParse(http.Request.Headers[Patience], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 86_400)
        {
            limit.CancelAfter(TimeSpan.FromSeconds(Math.Max(seconds - Margin, seconds / 2)));
        }

        var health = await ProbeAsync(name, limit.Token);
        var text = ProbeText.Of(name, health, context.Time.GetElapsedTime(started));
        await StatusRoutes.WriteAsync(http, MetricText.ContentType, Encoding.UTF8.GetBytes(text));
    }

    // The probe runs to its own end: who waits for it may give up sooner.
    private async Task<McpHealth?> ProbeAsync(string name, CancellationToken cancellationToken)
    {
        var probe = _running.GetOrAdd(name, key => new Lazy<Task<McpHealth?>>(() => RunAsync(key)));
        try
        {
            // It begins here, when its entry stands already: it takes it out at its end.
            return await probe.Value.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<McpHealth?> RunAsync(string name)
    {
        try
        {
            return await board.ProbeAsync(name, CancellationToken.None);
        }
        finally
        {
            _running.TryRemove(name, out _);
        }
    }

    private string Known() => string.Join(", ", board.Names.Take(20).Select(Visible.Of)) + (board.Names.Count > 20 ? ", …" : ".");

    private static Task RefuseAsync(HttpContext http, string text) => StatusRoutes.TextAsync(http, StatusCodes.Status400BadRequest, text);
}
