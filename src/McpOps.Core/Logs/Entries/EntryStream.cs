using McpOps.Logs.Parsing;
using McpOps.Logs.Sources;
using McpOps.Logs.Summaries;
using McpOps.Logs.Templates;

namespace McpOps.Logs.Entries;

/// <summary>Reads entries of one input after the other.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="options">What is asked for.</param>
internal sealed class EntryStream(EngineContext context, LogOptions options)
{
    private readonly TemplateCatalog _catalog = new();

    /// <summary>Reads everything; what comes is passed on in batches.</summary>
    public void Read(IEnumerable<LogInput> inputs, Action<McpLogEntry[]> emit, CancellationToken cancellationToken)
    {
        var window = new EntryWindow(options, _catalog, emit);
        foreach (var input in inputs)
        {
            using (input)
            {
                InputReading.Guard(context, input, () => ReadOne(input, window, cancellationToken));
            }
        }

        window.Flush();
    }

    private void ReadOne(LogInput input, EntryWindow window, CancellationToken cancellationToken)
    {
        using var stream = InputReading.Open(context, input);
        if (stream is null)
        {
            return;
        }

        var reader = new BlockReader(stream);
        reader.Fill();
        var plan = InputReading.Plan(reader.Buffered, input, context, options);
        var (from, lines) = (0L, 0L);
        if (input is FileInput { IsPacked: false } file && SegmentedReader.Fits(file, options))
        {
            // Lines before the period are counted and not read.
            (from, var to) = new TimeBisection(file, plan, options).Find();
            lines = LineCount.Before(from, file.Read);
            reader = from > 0 || to < file.Length ? new BlockReader(file.Open(from, to)) : reader;
        }

        var clock = new LogClock(options.TimeZone);
        var counted = new Sink(options, new EntryBuilder(options, input.Name, clock), clock, window);
        var (sink, end) = TailSink.Around(counted, options);
        var scanner = new EntryScanner(new LineParser(plan), sink) { Offset = from, Lines = lines };
        try
        {
            while (reader.Pump(scanner))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            end();
        }
        finally
        {
            InputReading.WarnUntold(context, input.Name, counted.Untold, options);
            InputReading.WarnDropped(context, input.Name, reader.Dropped);
        }
    }

    private sealed class Sink(LogOptions options, EntryBuilder builder, LogClock clock, EntryWindow window) : IEntrySink
    {
        private readonly TimeRange _range = new(options);
        private readonly EntryFilter? _filter = EntryFilter.Of(options);
        private UntoldCount _untold;

        /// <summary>The entries that cannot be told to lie in the time that was asked for.</summary>
        public long Untold => _untold.Entries;

        public void Told(long untold) => _untold = UntoldCount.Of(untold);

        public void Begin(ReadOnlySpan<byte> block)
        {
        }

        public void Add(scoped in RawEntry entry, ref LogLine line)
        {
            if (_untold.Look(_range, ref line) && (_filter is null || _filter.Fits(in entry, ref line)))
            {
                _untold.Add();
            }

            if (_range.Contains(ref line, clock) && (_filter is null || _filter.Fits(in entry, ref line)))
            {
                window.Add(builder.Build(in entry, ref line), SampleText.FirstLine(in entry, ref line));
            }
        }
    }
}
