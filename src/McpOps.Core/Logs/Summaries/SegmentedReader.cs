using McpOps.Logs.Parsing;
using McpOps.Logs.Sources;

namespace McpOps.Logs.Summaries;

/// <summary>Sums up one large file with several workers. A worker takes the next segment; an entry belongs to the segment that its first line begins in.</summary>
/// <remarks>
/// A segment begins at its first line that shows a header by itself, and its worker reads on to the first such line of a later segment:
/// so both sides of a seam agree, and no entry is cut, lost or counted twice.
/// </remarks>
internal sealed class SegmentedReader(EngineContext context, LogOptions options, FileInput file)
{
    private const int SampleSize = 1 << 18;

    private long[] _starts = [];
    private long[] _begins = [];
    private long[] _lines = [];
    private int _next = -1;

    /// <summary>Whether a file is large plain text.</summary>
    public static bool Fits(FileInput file, LogOptions options) => file.Length >= options.PieceBytes && TextKind.Detect(file.Print) == TextKind.Utf8 && !InputReading.IsRewritten(file.Print);

    /// <summary>Reads the file.</summary>
    public void Read(SummaryState state, CancellationToken cancellationToken)
    {
        var sample = new byte[SampleSize];
        var length = file.Read(0, sample);
        var plan = InputReading.Plan(sample.AsMemory(0, length), file, context, options);
        var (from, to) = new TimeBisection(file, plan, options).Find();
        Cut(from == 0 && file.Print.StartsWith("\uFEFF"u8) ? 3 : from, to);
        var states = new SummaryState[Workers.Count(options, _lines.Length)];
        Workers.Run(states.Length, worker => Work(states[worker] = new SummaryState(), plan, cancellationToken), cancellationToken);
        var merged = new SummaryState { Files = 1, Bytes = to - from };
        merged.Paths.Add(file.Name);
        foreach (var part in states)
        {
            merged.Merge(part);
        }

        NumberLines(merged, from == 0);
        merged.Formats[file.Name] = FormatStats.Of(plan.Name, merged);
        InputReading.WarnUntold(context, file.Name, merged.Formats[file.Name].Untold, options);
        state.Merge(merged);
    }

    private void Cut(long from, long to)
    {
        var count = (int)Math.Max(1, Math.Min(int.MaxValue / 2, (to - from + options.PieceBytes - 1) / options.PieceBytes));
        _starts = [.. Enumerable.Range(0, count).Select(index => from + (index * (long)options.PieceBytes)), to];
        _begins = new long[count];
        _lines = new long[count];
    }

    private void Work(SummaryState part, FilePlan plan, CancellationToken cancellationToken)
    {
        var sink = new SummarySink(part, file.Name, options);
        var parser = new LineParser(plan);
        var reader = new SegmentBuffer(file, parser, cancellationToken);
        while (Interlocked.Increment(ref _next) is var index && index < _lines.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var begin = index == 0 ? _starts[0] : reader.FirstHead(_starts[index], _starts[index + 1]);
            _begins[index] = begin;
            if (begin < _starts[index + 1])
            {
                var last = index == _lines.Length - 1;
                _lines[index] = reader.Scan(begin, _starts[index + 1], last ? _starts[^1] : file.Length, sink);
            }
        }

        part.AddBlank(reader.Blank, options);
        InputReading.WarnDropped(context, file.Name, reader.Dropped);
    }

    // Workers count lines from where their segment begins.
    private void NumberLines(SummaryState state, bool known)
    {
        var before = new long[_lines.Length + 1];
        for (var i = 0; i < _lines.Length; i++)
        {
            before[i + 1] = before[i] + _lines[i];
        }

        foreach (var error in state.Errors.Values)
        {
            error.Sample = Numbered(error.Sample);
        }

        foreach (var suspicion in state.Suspicious.Values)
        {
            suspicion.Sample = Numbered(suspicion.Sample);
        }

        for (var i = 0; i < state.UnparsedSamples.Count; i++)
        {
            state.UnparsedSamples[i] = Numbered(state.UnparsedSamples[i])!;
        }

        LineSample? Numbered(LineSample? sample)
        {
            if (sample is null)
            {
                return null;
            }

            var segment = (int)Math.Min(_lines.Length - 1, (sample.Place.Offset - _starts[0]) / options.PieceBytes);
            while (segment > 0 && (_lines[segment] == 0 || _begins[segment] > sample.Place.Offset))
            {
                segment--;
            }

            return sample with { Place = sample.Place with { Line = known ? sample.Place.Line + before[segment] : null } };
        }
    }
}
