using McpOps.Logs.Parsing;

namespace McpOps.Logs.Entries;

/// <summary>Keeps the last entries that fit, and hands them on at the end.</summary>
/// <param name="inner">Takes them.</param>
/// <param name="options">How many, and which fit.</param>
internal sealed class TailSink(IEntrySink inner, LogOptions options) : IEntrySink
{
    private readonly EntryFilter? _filter = EntryFilter.Of(options);
    private readonly TimeRange _range = new(options);
    private readonly LogClock _clock = new(options.TimeZone);
    private readonly Queue<Kept> _kept = new();
    private UntoldCount _untold;

    /// <summary>A sink for what is asked for: this one where only the last entries are.</summary>
    public static (IEntrySink Sink, Action End) Around(IEntrySink inner, LogOptions options)
    {
        if (options.Tail is null)
        {
            return (inner, () => { });
        }

        var tail = new TailSink(inner, options);
        return (tail, tail.End);
    }

    public void Begin(ReadOnlySpan<byte> block)
    {
    }

    public void Add(scoped in RawEntry entry, ref LogLine line)
    {
        if (_untold.Look(_range, ref line) && (_filter is null || _filter.Fits(in entry, ref line)))
        {
            _untold.Add();
        }

        if (!_range.Contains(ref line, _clock) || (_filter is not null && !_filter.Fits(in entry, ref line)))
        {
            return;
        }

        if (_kept.Count >= options.Tail)
        {
            _kept.TryDequeue(out _);
        }

        if (options.Tail > 0)
        {
            _kept.Enqueue(new Kept(entry.Text.ToArray(), entry.Head.Length, UsesScratch(ref line) ? entry.Scratch.ToArray() : [], entry.Line, entry.Lines, entry.Offset, line));
        }
    }

    private void End()
    {
        while (_kept.TryDequeue(out var kept))
        {
            var line = kept.Read;
            inner.Begin(kept.Text);
            inner.Add(new RawEntry { Head = kept.Text.AsSpan(0, kept.Head), Text = kept.Text, Scratch = kept.Scratch, Line = kept.Line, Lines = kept.Lines, Start = 0, Offset = kept.Offset }, ref line);
        }

        inner.Told(_untold.Entries);
    }

    private static bool UsesScratch(ref LogLine line) => line.Message.Start < 0 || line.Source.Start < 0
        || (line.HasFacts && (line.Facts.Url.Start < 0 || line.Facts.Tool.Start < 0 || line.Facts.Client.Start < 0 || line.Facts.RpcId.Start < 0 || line.Facts.ErrorType.Start < 0));

    private sealed record Kept(byte[] Text, int Head, byte[] Scratch, long Line, int Lines, long Offset, LogLine Read);
}
