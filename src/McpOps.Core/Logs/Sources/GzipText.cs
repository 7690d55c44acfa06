using System.Buffers.Binary;
using System.IO.Compression;

namespace McpOps.Logs.Sources;

/// <summary>Decompresses gzip, and tells when the end is missing: the framework ends quietly then.</summary>
/// <param name="packed">The compressed bytes.</param>
internal sealed class GzipText(Stream packed) : ReadOnlyStream
{
    private readonly Watch _watch = new(packed);
    private GZipStream? _gzip;
    private long _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var read = (_gzip ??= new GZipStream(_watch, CompressionMode.Decompress)).Read(buffer);
        _length += read;

        // RFC 1952: the last four bytes are the length modulo 2^32. Of several members it is that of the last, which is not known here.
        if (read == 0 && buffer.Length > 0 && !_watch.HasMembers && (uint)_length != _watch.LastWord)
        {
            throw new InvalidDataException("the end is missing");
        }

        return read;
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

    /// <summary>Sees the compressed bytes go by.</summary>
    private sealed class Watch(Stream inner) : ReadOnlyStream
    {
        private readonly byte[] _last = new byte[4];
        private bool _begun;

        /// <summary>Another member seems to begin within.</summary>
        public bool HasMembers { get; private set; }

        public uint LastWord => BinaryPrimitives.ReadUInt32LittleEndian(_last);

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            var bytes = buffer[..read];
            HasMembers |= bytes[(_begun ? 0 : Math.Min(3, read))..].IndexOf(Magic) >= 0;
            _begun |= read > 0;
            Span<byte> both = [.. _last, .. bytes[Math.Max(0, read - 4)..]];
            both[^4..].CopyTo(_last);
            return read;
        }

        private static ReadOnlySpan<byte> Magic => [0x1F, 0x8B, 8];
    }
}
