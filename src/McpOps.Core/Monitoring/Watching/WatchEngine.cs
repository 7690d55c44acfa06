using System.Runtime.CompilerServices;
using System.Threading.Channels;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Watches servers: looks at them again and again, remembers, judges over time, and tells those who must know. Once, or on and on; all that it knows lies in the history.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class WatchEngine(EngineContext context, ServerPaths? paths = null)
{
    /// <summary>The warnings that say that a single run did not do all that it was to do.</summary>
    public static IReadOnlyList<string> Undone { get; } = ["MetricFailed", "ChannelFailing", "ChannelNotUsable", "SendingTooSlow", "HistoryFailing", "HistoryNotCleaned", "InventoryPartInvalid"];

    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Who works beside the watch; another for a test.</summary>
    internal IWatchCompanion? Companion { get; init; }

    /// <summary>Watches.</summary>
    /// <param name="options">What, and how.</param>
    /// <param name="cancellationToken">Ends the watch; what was decided is written, and what was being sent is noted.</param>
    /// <exception cref="McpOpsException">NoInventory, what is wrong with the inventory, UnknownMetric, HistoryNotWritable, HistoryNotReadable or HistoryNewer.</exception>
    public async IAsyncEnumerable<McpWatchRecord> RunAsync(WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var records = Channel.CreateBounded<McpWatchRecord>(new BoundedChannelOptions(10_000) { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = Task.Run(() => WorkAsync(options, records.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var record in records.Reader.ReadAllAsync(cancellationToken))
            {
                yield return record;
            }

            await work;
        }
        finally
        {
            await stop.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkAsync(WatchOptions options, ChannelWriter<McpWatchRecord> records, CancellationToken cancellationToken)
    {
        try
        {
            var inventory = new WatchInventory(context, _paths, options);
            var plan = await inventory.ReadAsync(cancellationToken);
            await using var store = HistoryStores.Open(options.History, plan.Fleet.History, _paths);
            var turns = new TurnKeeper(context, store);
            var last = await turns.RunAsync(turn => turn.State.Runs.Find(WatchRuns.Watch), cancellationToken);
            var clock = new WatchClock(context.Time, last?.At);
            var health = new HealthOptions { Timeout = options.Timeout };
            await using var prober = new ServerProber(context, health, HealthChecks.OfOtherRooms(context));
            var session = new WatchSession(context, plan, store, turns, clock, waits: !options.Once) { Board = options.Board };
            using var runner = new WatchRunner(context, options, session, prober, records);
            WatchRuns.WarnOfGap(context, last, clock.Now);
            await turns.RunAsync(
                turn =>
                {
                    WatchRuns.WarnOfNobody(context, turn.State, plan.Fleet, inventory.FilePath, clock.Now);
                    WatchRuns.WarnOfChannels(context, turn.State, plan.Fleet, options.Once, clock.Now);
                    return true;
                },
                cancellationToken);
            var company = new WatchCompany(context, options, runner, Companion ?? WatchCompanions.OfOtherRooms(context, _paths));
            if (options.Once)
            {
                await runner.OnceAsync(last?.At, company, cancellationToken);
            }
            else
            {
                await new WatchLoop(context, options, inventory, runner, company).RunAsync(cancellationToken);
            }

            records.Complete();
        }
        catch (Exception exception)
        {
            records.Complete(exception);
        }
    }
}
