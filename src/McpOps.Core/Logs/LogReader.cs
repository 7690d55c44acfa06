using System.Runtime.CompilerServices;
using System.Threading.Channels;
using McpOps.Logs.Entries;
using McpOps.Logs.Sources;
using McpOps.Logs.Summaries;
using McpOps.Logs.Templates;
using McpOps.Servers;

namespace McpOps.Logs;

/// <summary>Reads logs of any format: as entries, or summed up.</summary>
/// <param name="context">The clock, progress and notices.</param>
public sealed class LogReader(EngineContext context)
{
    /// <summary>How many lines before the end following begins with.</summary>
    public const int DefaultTail = 10;

    private const int BatchesAhead = 8;
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads the entries, in the order of the inputs and of their lines.</summary>
    /// <param name="options">Which logs, and which part of them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<McpLogEntry> ReadAsync(LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var batch in ReadBatchesAsync(options, cancellationToken))
        {
            foreach (var entry in batch)
            {
                yield return entry;
            }
        }
    }

    /// <summary>Reads the entries in batches: for callers to whom each step costs.</summary>
    /// <param name="options">Which logs, and which part of them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException"><c>NoLogGiven</c>: no path; <c>LogsNotFound</c>: none of the logs is there.</exception>
    public async IAsyncEnumerable<IReadOnlyList<McpLogEntry>> ReadBatchesAsync(LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<McpLogEntry[]>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => Produce(options with { Host = context.Host }, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return batch;
            }

            await reading;
        }
        finally
        {
            await stop.CancelAsync();

            // Who waits for a pipe that stays silent cannot be called off, and is left behind.
            await reading.WaitAsync(Grace, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the last entries of each file, and with <paramref name="wait"/> what is added, through rotation, until it is cancelled.</summary>
    /// <param name="options">Which logs.</param>
    /// <param name="tail">How many lines before the end are read first.</param>
    /// <param name="wait">True to go on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException"><c>LogsNotFound</c>: none of the logs is there.</exception>
    public async IAsyncEnumerable<IReadOnlyList<McpLogEntry>> FollowAsync(LogOptions options, int tail, bool wait, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var catalog = new TemplateCatalog();
        var followers = await Task.Run(() => Followers(options with { Host = context.Host }, wait), cancellationToken).WaitAsync(cancellationToken);
        try
        {
            followers.ForEach(follower => follower.Begin(tail));
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var batches = new List<IReadOnlyList<McpLogEntry>>();
                var any = false;
                foreach (var follower in followers)
                {
                    any |= follower.Poll(catalog, batches.Add);
                }

                var ended = !any && batches.Count == 0 && followers.TrueForAll(follower => follower.HasEnded || (!wait && follower is LogFollower));
                if (ended)
                {
                    followers.ForEach(follower => follower.End(catalog, batches.Add));
                }

                foreach (var batch in batches)
                {
                    yield return batch;
                }

                if (ended)
                {
                    yield break;
                }

                if (!any && batches.Count == 0)
                {
                    await Task.Delay(PollPause, context.Time, cancellationToken);
                }
            }
        }
        finally
        {
            followers.ForEach(follower => follower.Dispose());
        }
    }

    /// <summary>Sums up all inputs into one record.</summary>
    /// <param name="options">Which logs, which part of them, and how it is shown.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException"><c>NoLogGiven</c>: no path; <c>LogsNotFound</c>: none of the paths could be read.</exception>
    public async Task<McpLogSummary> SummarizeAsync(LogOptions options, CancellationToken cancellationToken = default)
    {
        options = options with { Host = context.Host, PreviousSince = options.PreviousSince ?? PreviousSince(options) };
        var state = await Task.Run(() => Sum(options, cancellationToken), cancellationToken).WaitAsync(cancellationToken);
        return new SummaryWriter(options).Write(state, options.Server ?? NameOf(options.Paths));
    }

    /// <summary>Sums up each input by itself: a record for each file.</summary>
    /// <param name="options">Which logs, which part of them, and how it is shown.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException"><c>NoLogGiven</c>: no path; <c>LogsNotFound</c>: none of the paths could be read.</exception>
    public async IAsyncEnumerable<McpLogSummary> SummarizeByFileAsync(LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options = options with { By = null, Host = context.Host, PreviousSince = options.PreviousSince ?? PreviousSince(options) };
        var inputs = await Task.Run(() => new InputFinder(context).Find(options), cancellationToken);
        if (inputs.Count == 0)
        {
            throw NotFound(options);
        }

        try
        {
            foreach (var input in inputs)
            {
                using var stop = EndPrograms([input], cancellationToken);
                var state = await Task.Run(() => new SummaryRun(context, options).Read([input], cancellationToken), cancellationToken).WaitAsync(cancellationToken);
                yield return new SummaryWriter(options).Write(state, input.Name);
            }
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    /// <summary>Merges summaries: those of parts give that of the whole.</summary>
    /// <param name="states">The <see cref="McpLogState.Data"/> of each.</param>
    /// <param name="name">The name of the whole.</param>
    /// <param name="options">How it is shown: <see cref="LogOptions.By"/>, <see cref="LogOptions.Top"/>, <see cref="LogOptions.TimeZone"/>.</param>
    /// <exception cref="McpOpsException"><c>InvalidLogSummary</c>: a state cannot be read.</exception>
    public static McpLogSummary Merge(IEnumerable<string> states, string name, LogOptions options)
    {
        ArgumentNullException.ThrowIfNull(states);
        var merged = new SummaryState();
        foreach (var state in states)
        {
            merged.Merge(StateText.Read(state));
        }

        return new SummaryWriter(options).Write(merged, name);
    }

    private SummaryState Sum(LogOptions options, CancellationToken cancellationToken)
    {
        var inputs = new InputFinder(context).Find(options);
        using var stop = EndPrograms(inputs, cancellationToken);
        return inputs.Count > 0 ? new SummaryRun(context, options).Read(inputs, cancellationToken) : throw NotFound(options);
    }

    // A program that has nothing to say would keep its reader waiting.
    private static CancellationTokenRegistration EndPrograms(List<LogInput> inputs, CancellationToken cancellationToken) =>
        cancellationToken.Register(() => inputs.ForEach(input => (input as ProgramInput)?.Dispose()));

    private List<IFollower> Followers(LogOptions options, bool wait)
    {
        var streams = options.Paths.Where(LogNames.Are).SelectMany(ProgramInput.Expand).Select(path => new StreamFollower(context, options, path, tail => ProgramInput.TryCreate(path, options, tail, wait)!))
            .Concat(options.Paths.Where(path => path == "-").Select(path => new StreamFollower(context, options, path, _ => new StreamInput(path, options.Input ?? Stream.Null))));
        var finder = new InputFinder(context);
        List<IFollower> followers = [.. streams, .. finder.FindFiles(options).Select(file => FileFollower(options, finder, file))];
        return followers.Count > 0 ? followers : throw NotFound(options);
    }

    // A file that cannot be read yet is told of, and followed as soon as it can.
    private IFollower FileFollower(LogOptions options, InputFinder finder, string file)
    {
        var input = finder.TryOpen(file);
        if (input is StreamInput)
        {
            return new StreamFollower(context, options, file, _ => input);
        }

        input?.Dispose();
        return new LogFollower(context, options, file);
    }

    private static McpOpsException NotFound(LogOptions options) =>
        new("LogsNotFound", McpErrorCategory.ObjectNotFound, $"None of the logs could be read ({string.Join(", ", options.Paths)}). Check the paths.", string.Join(", ", options.Paths));

    // The period before is as long as the chosen one, up to now where that has no end.
    private DateTimeOffset? PreviousSince(LogOptions options) =>
        options.Since is { } since && (options.Until ?? context.Time.GetUtcNow()) - since is var length && length > TimeSpan.Zero && since.UtcTicks > length.Ticks ? since - length : null;

    private static string NameOf(IReadOnlyList<string> paths) => paths.Count == 1 ? paths[0] : $"{paths[0]} and {paths.Count - 1} more";

    private void Produce(LogOptions options, ChannelWriter<McpLogEntry[]> writer, CancellationToken cancellationToken)
    {
        List<LogInput> inputs = [];
        try
        {
            inputs = new InputFinder(context).Find(options);
            if (inputs.Count == 0)
            {
                throw NotFound(options);
            }

            using var stop = EndPrograms(inputs, cancellationToken);
            new EntryStream(context, options).Read(inputs, batch => Write(writer, batch, cancellationToken), cancellationToken);
            writer.Complete();
        }
        catch (Exception exception)
        {
            writer.Complete(exception);
            throw;
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    private static void Write(ChannelWriter<McpLogEntry[]> writer, McpLogEntry[] batch, CancellationToken cancellationToken)
    {
        if (!writer.TryWrite(batch))
        {
            writer.WriteAsync(batch, cancellationToken).AsTask().GetAwaiter().GetResult();
        }
    }
}
