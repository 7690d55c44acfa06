using System.Security.Cryptography;

namespace McpOps.Backups.Archive;

/// <summary>The SHA-256 of a file as its reader sees it: holes count as zeros.</summary>
/// <param name="cancellationToken">Ends the work: a hole may be longer than any disk.</param>
internal sealed class ContentHash(CancellationToken cancellationToken) : IDisposable
{
    private static readonly byte[] Zeros = new byte[256 * 1024];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;

    public void Append(ReadOnlySpan<byte> data)
    {
        _hash.AppendData(data);
        _position += data.Length;
    }

    /// <summary>Counts everything up to an offset as zeros.</summary>
    public void SkipTo(long offset)
    {
        while (_position < offset)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = (int)Math.Min(Zeros.Length, offset - _position);
            _hash.AppendData(Zeros.AsSpan(0, count));
            _position += count;
        }
    }

    /// <summary>The hash in hexadecimal; the next file begins anew.</summary>
    public string Finish(long size)
    {
        SkipTo(size);
        _position = 0;
        return Hex.Of(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();
}
