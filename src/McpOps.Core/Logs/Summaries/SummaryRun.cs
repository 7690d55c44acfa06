using System.Collections.Concurrent;
using McpOps.Logs.Entries;
using McpOps.Logs.Parsing;
using McpOps.Logs.Sources;

namespace McpOps.Logs.Summaries;

/// <summary>Sums up inputs.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="options">What is asked for.</param>
internal sealed class SummaryRun(EngineContext context, LogOptions options)
{
    /// <summary>Reads everything. A large plain file is shared by all workers; of the other inputs each is read by one.</summary>
    public SummaryState Read(IEnumerable<LogInput> inputs, CancellationToken cancellationToken)
    {
        var state = new SummaryState();
        var single = new ConcurrentQueue<LogInput>();
        foreach (var input in inputs)
        {
            if (options.Tail is null && input is FileInput { IsPacked: false } file && SegmentedReader.Fits(file, options))
            {
                ReadGuarded(file, () => new SegmentedReader(context, options, file).Read(state, cancellationToken));
            }
            else
            {
                single.Enqueue(input);
            }
        }

        Workers.Run(Workers.Count(options, single.Count), _ => ReadSingle(single, state, cancellationToken), cancellationToken);
        return state;
    }

    private void ReadSingle(ConcurrentQueue<LogInput> inputs, SummaryState state, CancellationToken cancellationToken)
    {
        while (inputs.TryDequeue(out var input))
        {
            ReadGuarded(input, () => ReadOne(input, state, cancellationToken));
        }
    }

    private void ReadGuarded(LogInput input, Action read)
    {
        using (input)
        {
            InputReading.Guard(context, input, read);
        }
    }

    private void ReadOne(LogInput input, SummaryState state, CancellationToken cancellationToken)
    {
        using var stream = InputReading.Open(context, input);
        if (stream is null)
        {
            return;
        }

        var reader = new BlockReader(stream);
        var part = new SummaryState { Files = 1 };
        part.Paths.Add(input.Name);
        var format = "unknown";
        EntryScanner? scanner = null;
        try
        {
            reader.Fill();
            var plan = InputReading.Plan(reader.Buffered, input, context, options);
            format = plan.Name;
            var (sink, end) = TailSink.Around(new SummarySink(part, input.Name, options), options);
            scanner = new EntryScanner(new LineParser(plan), sink);
            while (reader.Pump(scanner))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            end();
        }
        finally
        {
            part.Bytes = input.BytesRead;
            part.AddBlank(scanner?.Blank ?? 0, options);
            part.Lines -= SummaryState.IsWhole(options) ? (stream as LineStream)?.Surplus ?? 0 : 0;
            part.Formats[input.Name] = FormatStats.Of(format, part);
            lock (state)
            {
                state.Merge(part);
            }

            InputReading.WarnUntold(context, input.Name, part.Formats[input.Name].Untold, options);
            InputReading.WarnDropped(context, input.Name, reader.Dropped);
        }
    }
}
