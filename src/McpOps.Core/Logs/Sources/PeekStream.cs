namespace McpOps.Logs.Sources;

/// <summary>A stream whose start can be looked at before it is read. A byte-order mark of UTF-8 is passed over.</summary>
internal sealed class PeekStream(Stream inner) : ReadThroughStream(inner)
{
    private byte[] _start = [];
    private int _from;
    private Exception? _broken;

    /// <summary>The first bytes, as many as there are.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        _start = new byte[count];
        var length = 0;
        try
        {
            while (length < count && Inner.Read(_start.AsSpan(length)) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            // What came before is looked at and read like any other; then the reader learns of it.
            _broken = exception;
        }

        _start = _start[..length];
        _from = _start is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        return _start.AsSpan(_from);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_from >= _start.Length)
        {
            return _broken is null ? Inner.Read(buffer) : throw _broken;
        }

        var count = Math.Min(buffer.Length, _start.Length - _from);
        _start.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }
}
