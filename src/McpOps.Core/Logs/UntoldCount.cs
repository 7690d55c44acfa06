using McpOps.Logs.Parsing;

namespace McpOps.Logs;

/// <summary>Counts the entries of a log that cannot be told to lie in the time that was asked for: all, where none has a time, and none where any has.</summary>
internal struct UntoldCount
{
    private long _entries;
    private bool _sawTime;

    /// <summary>As another counted them.</summary>
    public static UntoldCount Of(long entries) => new() { _entries = entries, _sawTime = entries == 0 };

    /// <summary>How many there are; 0 where any entry has a time, or no time was asked for.</summary>
    public readonly long Entries => _sawTime ? 0 : _entries;

    /// <summary>Looks for the time of an entry.</summary>
    /// <returns>Whether the entry may be one of them.</returns>
    public bool Look(TimeRange range, ref LogLine line)
    {
        _sawTime |= range.IsAll || TimeRange.IsTold(ref line);
        return !_sawTime;
    }

    /// <summary>Counts one.</summary>
    public void Add() => _entries++;

    /// <summary>Counts those of another part of the log.</summary>
    public void Add(UntoldCount other)
    {
        _entries += other._entries;
        _sawTime |= other._sawTime;
    }
}
