using System.Security.Cryptography;

namespace McpOps.Backups.Archive;

/// <summary>Hashes and counts what is written through it, as a whole and in blocks, so that a part of it can be checked alone.</summary>
internal sealed class HashingStream(Stream inner) : WriteOnlyStream
{
    /// <summary>The length of a block; the last one is shorter.</summary>
    public const int BlockLength = 16 << 20;

    private readonly IncrementalHash _block = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _blocks = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;
    private string? _final;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    /// <summary>The SHA-256, in hexadecimal, of all that was written, once the stream is disposed.</summary>
    public string FinalHash => _final ?? throw new InvalidOperationException("The stream is still open.");

    /// <summary>The SHA-256 of each block, once the stream is disposed.</summary>
    public IReadOnlyList<string> Blocks => _blocks;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        Count(buffer);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await inner.WriteAsync(buffer, cancellationToken);
        Count(buffer.Span);
    }

    public override void Flush() => inner.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _final is null)
        {
            inner.Dispose();
            _final = Hex.Of(_hash.GetHashAndReset());
            if (_length % BlockLength != 0)
            {
                _blocks.Add(Hex.Of(_block.GetHashAndReset()));
            }

            _hash.Dispose();
            _block.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<byte> buffer)
    {
        _hash.AppendData(buffer);
        while (!buffer.IsEmpty)
        {
            var piece = buffer[..(int)Math.Min(buffer.Length, BlockLength - (_length % BlockLength))];
            _block.AppendData(piece);
            _length += piece.Length;
            buffer = buffer[piece.Length..];
            if (_length % BlockLength == 0)
            {
                _blocks.Add(Hex.Of(_block.GetHashAndReset()));
            }
        }
    }
}
