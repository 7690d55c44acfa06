using System.IO.Compression;

namespace McpOps.Logs.Sources;

/// <summary>Decompresses gzip, and tells when the end is missing: the framework ends quietly then.</summary>
/// <remarks>
/// Behind the last byte stands a member of our own (RFC 1952 allows many in a row). When it comes out whole, those before it were whole;
/// when it does not, the decompressor was still in the midst of one. It asks for more bytes only when it has given all that it made of those
/// before, so nothing of the log is mixed with the seal. What is behind the last member and is none is passed over, as gzip does.
/// </remarks>
/// <param name="packed">The compressed bytes.</param>
internal sealed class GzipText(Stream packed) : ReadOnlyStream
{
    private readonly SealedStream _sealed = new(packed);
    private GZipStream? _gzip;
    private long _length;
    private bool _ended;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    /// <summary>Reads decompressed bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, or their end is missing.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        var read = Unpack(buffer);
        _ended = read == 0 || _sealed.IsServed;
        if (_sealed.IsServed)
        {
            CheckSeal(buffer[..read]);
            return 0;
        }

        _length += read;
        return read;
    }

    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return (_gzip ??= new GZipStream(_sealed, CompressionMode.Decompress)).Read(buffer);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(_sealed.IsServed ? "the end is missing" : "the bytes are damaged", exception);
        }
    }

    private void CheckSeal(ReadOnlySpan<byte> start)
    {
        Span<byte> seal = stackalloc byte[SealedStream.Text.Length + 1];
        var length = Math.Min(start.Length, seal.Length);
        start[..length].CopyTo(seal);
        while (length < seal.Length && Unpack(seal[length..]) is > 0 and var more)
        {
            length += more;
        }

        if (!seal[..length].SequenceEqual(SealedStream.Text))
        {
            throw new InvalidDataException("the end is missing");
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip?.Dispose();
            packed.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The compressed bytes, and behind them the seal.</summary>
    private sealed class SealedStream(Stream inner) : ReadOnlyStream
    {
        private static readonly byte[] Seal = Pack();

        /// <summary>What the seal says.</summary>
        public static ReadOnlySpan<byte> Text => "the end of the log"u8;

        /// <summary>All bytes of the log have gone by.</summary>
        public bool IsServed { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            if (read > 0 || IsServed)
            {
                return read;
            }

            IsServed = true;
            Seal.CopyTo(buffer);
            return Seal.Length;
        }

        private static byte[] Pack()
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(Text);
            }

            return packed.ToArray();
        }
    }
}
