using McpOps.Logs.Parsing;

namespace McpOps.Logs.Sources;

/// <summary>Feeds a scanner from a stream in blocks that hold whole entries, in bounded memory whatever the length of a line.</summary>
/// <param name="stream">The bytes.</param>
internal sealed class BlockReader(Stream stream)
{
    /// <summary>The longest entry that is kept whole, in bytes; what is beyond is read and left out.</summary>
    public const int MaxEntry = 1 << 22;

    private const int FirstSize = 1 << 18;
    private byte[] _buffer = new byte[FirstSize];
    private int _length;
    private bool _ended;
    private bool _cutting;
    private Exception? _broken;

    /// <summary>Bytes that were left out because their line or entry is too long.</summary>
    public long Dropped { get; private set; }

    /// <summary>Bytes read.</summary>
    public long Read { get; private set; }

    /// <summary>What is in the buffer now: call after <see cref="Fill"/> to look at a sample.</summary>
    public ReadOnlyMemory<byte> Buffered => _buffer.AsMemory(0, _length);

    /// <summary>Reads until the buffer is full, the stream ends or breaks.</summary>
    public void Fill()
    {
        while (!_ended && _length < _buffer.Length)
        {
            var read = TryRead();
            _ended = read == 0;
            _length += read;
            Read += read;
        }
    }

    /// <summary>Passes the next block to the scanner; false when all is done.</summary>
    /// <exception cref="IOException">The stream broke; what came before has been passed on. <see cref="InvalidDataException"/> likewise.</exception>
    public bool Pump(EntryScanner scanner)
    {
        Fill();
        if (_cutting)
        {
            PassOver();
            if (_length > 0 || !_ended)
            {
                return true;
            }
        }

        var done = scanner.Scan(_buffer.AsSpan(0, _length), _ended);
        if (_ended)
        {
            return _broken is null ? false : throw _broken;
        }

        if (done == 0)
        {
            if (_buffer.Length < MaxEntry)
            {
                Array.Resize(ref _buffer, _buffer.Length * 4);
                return true;
            }

            Cut(scanner);
            return true;
        }

        _buffer.AsSpan(done, _length - done).CopyTo(_buffer);
        _length -= done;
        return true;
    }

    private int TryRead()
    {
        try
        {
            return stream.Read(_buffer.AsSpan(_length));
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            _broken = exception;
            return 0;
        }
    }

    // One entry fills the whole buffer: take what is there and pass over the rest of its last line, a buffer at a time.
    private void Cut(EntryScanner scanner)
    {
        scanner.Scan(_buffer.AsSpan(0, _length), final: true);
        _cutting = _buffer[_length - 1] != '\n';
        _length = 0;
    }

    private void PassOver()
    {
        var end = _buffer.AsSpan(0, _length).IndexOf((byte)'\n');
        var passed = end < 0 ? _length : end + 1;
        _cutting = end < 0;
        Dropped += passed;
        _buffer.AsSpan(passed, _length - passed).CopyTo(_buffer);
        _length -= passed;
    }
}
