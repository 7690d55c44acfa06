using McpOps.Logs.Parsing;

namespace McpOps.Logs.Summaries;

/// <summary>Counts suspicious lines: a block is searched as a whole, and its hits are given to the entries that they lie in.</summary>
/// <param name="state">Takes the counts.</param>
internal sealed class SuspicionCounter(SummaryState state)
{
    private readonly PhraseScanner _phrases = new(SuspiciousPhrases.Buckets);
    private int _next;

    /// <summary>Where the next hit in the block begins; beyond every block when there is none.</summary>
    public int NextHit { get; private set; } = int.MaxValue;

    /// <summary>Searches the next block.</summary>
    public void Begin(ReadOnlySpan<byte> block)
    {
        _phrases.Scan(block);
        MoveTo(0);
    }

    /// <summary>Counts the hits in an entry, one for each kind.</summary>
    public void AddHits(scoped in RawEntry entry, ref LogLine line, long ticks, LinePlace place)
    {
        string? last = null;
        for (var end = End(in entry); NextHit < end; MoveTo(_next + 1))
        {
            var (position, phrase) = _phrases.Hits[_next];
            if (position >= entry.Start && phrase.Kind != last)
            {
                last = phrase.Kind;
                Add(last, in entry, ref line, ticks, place);
            }
        }
    }

    /// <summary>Counts an entry; the earliest is kept as a sample.</summary>
    public void Add(string kind, scoped in RawEntry entry, ref LogLine line, long ticks, LinePlace place)
    {
        var stats = state.SuspicionOf(kind);
        stats.Count++;
        if (stats.Sample is null || ticks < stats.Sample.Ticks)
        {
            stats.Sample = SampleText.Make(in entry, ref line, ticks, place);
        }
    }

    /// <summary>Leaves out the hits in an entry that does not count.</summary>
    public void Pass(scoped in RawEntry entry)
    {
        for (var end = End(in entry); NextHit < end; MoveTo(_next + 1))
        {
        }
    }

    private void MoveTo(int hit)
    {
        _next = hit;
        NextHit = hit < _phrases.Hits.Count ? _phrases.Hits[hit].Position : int.MaxValue;
    }

    private static int End(scoped in RawEntry entry) => entry.Start + entry.Text.Length;
}
