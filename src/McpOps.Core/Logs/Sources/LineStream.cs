namespace McpOps.Logs.Sources;

/// <summary>Rewrites text line by line.</summary>
/// <param name="inner">The text.</param>
internal abstract class LineStream(Stream inner) : ReadThroughStream(inner)
{
    private const int BlockSize = 1 << 16;
    private byte[] _block = new byte[BlockSize];
    private int _filled;
    private bool _ended;
    private bool _closed;

    /// <summary>What was written of the lines that were taken.</summary>
    protected MemoryStream Ready { get; } = new();

    /// <summary>How many lines more were written than there are: one line may hold many events.</summary>
    public long Surplus { get; protected set; }

    /// <summary>Takes a line with its end, and writes what becomes of it.</summary>
    protected abstract void Take(ReadOnlySpan<byte> line);

    /// <summary>Nothing follows: writes what was kept back.</summary>
    protected virtual void End()
    {
    }

    public override int Read(Span<byte> buffer)
    {
        while (Ready.Position == Ready.Length)
        {
            Ready.SetLength(0);
            if (_ended && _filled == 0)
            {
                if (_closed)
                {
                    return 0;
                }

                _closed = true;
                End();
            }
            else
            {
                Fill();
            }

            Ready.Position = 0;
        }

        return Ready.Read(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Ready.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        if (_filled == _block.Length && _block.Length < BlockReader.MaxEntry)
        {
            Array.Resize(ref _block, _block.Length * 2);
        }

        var read = _filled == _block.Length ? 0 : Inner.Read(_block.AsSpan(_filled));
        _ended = read == 0 && _filled < _block.Length;
        _filled += read;
        var full = _filled == _block.Length && _block.Length >= BlockReader.MaxEntry;
        var end = _ended || full ? _filled : _block.AsSpan(0, _filled).LastIndexOf((byte)'\n') + 1;
        var rest = _block.AsSpan(0, end);
        while (!rest.IsEmpty)
        {
            var length = rest.IndexOf((byte)'\n') is >= 0 and var found ? found + 1 : rest.Length;
            Take(rest[..length]);
            rest = rest[length..];
        }

        _block.AsSpan(end, _filled - end).CopyTo(_block);
        _filled -= end;
    }
}
