namespace McpOps.Logs.Parsing;

/// <summary>Goes through the lines of a text.</summary>
internal ref struct LineRanges(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The line at hand.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>For the loop.</summary>
    public readonly LineRanges GetEnumerator() => this;

    /// <summary>Goes on to the next line.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var end = _rest.IndexOf((byte)'\n');
        Current = (end < 0 ? _rest : _rest[..end]).TrimEnd((byte)'\r');
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }
}
