using McpOps.Logs.Parsing;
using McpOps.Logs.Sources;

namespace McpOps.Logs.Summaries;

/// <summary>Sums up inputs: large plain files by several workers, the rest from start to end.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="options">What is asked for.</param>
internal sealed class SummaryRun(EngineContext context, LogOptions options)
{
    /// <summary>Reads everything.</summary>
    public SummaryState Read(IEnumerable<LogInput> inputs, CancellationToken cancellationToken)
    {
        var state = new SummaryState();
        foreach (var input in inputs)
        {
            using (input)
            {
                InputReading.Guard(context, input, () => ReadOne(input, state, cancellationToken));
            }
        }

        return state;
    }

    private void ReadOne(LogInput input, SummaryState state, CancellationToken cancellationToken)
    {
        if (input is FileInput { IsGzip: false } file && SegmentedReader.Fits(file, options))
        {
            new SegmentedReader(context, options, file).Read(state, cancellationToken);
            return;
        }

        using var stream = InputReading.Open(context, input);
        if (stream is null)
        {
            return;
        }

        var reader = new BlockReader(stream);
        var part = new SummaryState { Files = 1 };
        part.Paths.Add(input.Name);
        try
        {
            reader.Fill();
            var plan = InputReading.Plan(reader.Buffered, input, context, options);
            var scanner = new EntryScanner(new LineParser(plan), new SummarySink(part, input.Name, options));
            while (reader.Pump(scanner))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            part.Bytes = input.BytesRead;
            state.Merge(part);
            InputReading.WarnDropped(context, input.Name, reader.Dropped);
        }
    }
}
