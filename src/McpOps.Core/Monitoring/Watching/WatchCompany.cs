namespace McpOps.Monitoring;

/// <summary>Has a companion work beside the watch: once, or again and again. A fault of it is said, and ends nothing.</summary>
internal sealed class WatchCompany(EngineContext context, WatchOptions options, WatchRunner runner, IWatchCompanion companion)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private string? _said;

    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await BeginAsync(cancellationToken);
                await Task.Delay(Tick, context.Time, cancellationToken);
            }
        }
        finally
        {
            await EndAsync();
        }
    }

    /// <summary>Does what is due now, to its end.</summary>
    public async Task OnceAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        await EndAsync();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var session = runner.Session;
        if (!companion.IsAskedFor(session.Plan))
        {
            return;
        }

        try
        {
            var seen = await session.Turns.RunAsync(turn => WatchView.Of(session.Plan, options.History, turn.State), cancellationToken);
            await companion.BeginAsync(seen, SayAsync, cancellationToken);
            _said = null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (_said == exception.Message)
            {
                // It is tried each second, and said once.
                return;
            }

            _said = exception.Message;
            context.Warn("WatchFailed", $"What is to be done beside the watch could not be begun: {Sentences.Ended(exception.Message)} The watch goes on.");
        }
    }

    private async Task EndAsync()
    {
        try
        {
            await companion.EndAsync();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            context.Warn("WatchFailed", $"What was done beside the watch ended by a fault: {Sentences.Ended(exception.Message)} The watch goes on.");
        }
    }

    private async Task SayAsync(CompanionWord word)
    {
        runner.Write(McpWatchRecord.Of(word, context.Time.GetUtcNow()));
        if (word.Tell)
        {
            await runner.Session.TellAsync(word, CancellationToken.None);
        }
    }
}
