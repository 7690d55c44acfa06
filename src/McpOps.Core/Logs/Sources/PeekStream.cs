namespace McpOps.Logs.Sources;

/// <summary>A stream whose start can be looked at before it is read. A byte-order mark of UTF-8 is passed over.</summary>
internal sealed class PeekStream(Stream inner) : ReadOnlyStream
{
    private byte[] _start = [];
    private int _from;

    /// <summary>The first bytes, as many as there are.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        _start = new byte[count];
        _start = _start[..inner.ReadAtLeast(_start, count, throwOnEndOfStream: false)];
        _from = _start is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        return _start.AsSpan(_from);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_from >= _start.Length)
        {
            return inner.Read(buffer);
        }

        var count = Math.Min(buffer.Length, _start.Length - _from);
        _start.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
