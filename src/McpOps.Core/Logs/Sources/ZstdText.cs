using ZstdSharp;

namespace McpOps.Logs.Sources;

/// <summary>Decompresses zstd (RFC 8878), all frames in a row, and tells when the end is missing.</summary>
/// <param name="packed">The compressed bytes.</param>
internal sealed class ZstdText(Stream packed) : ReadOnlyStream
{
    private readonly DecompressionStream _unpacked = new(packed, leaveOpen: false);
    private long _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    /// <summary>Reads decompressed bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, or their end is missing.</exception>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            var read = _unpacked.Read(buffer);
            _length += read;
            return read;
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("the end is missing", exception);
        }
        catch (ZstdException exception)
        {
            throw new InvalidDataException($"the bytes are damaged: {exception.Message}", exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }
}
