using System.Buffers.Binary;
using System.IO.Compression;

namespace McpOps.Backups.Archive;

/// <summary>One gzip member (RFC 1952) of at most a few megabytes; an archive is many of them, one after the other.</summary>
/// <remarks>
/// Every gzip reads concatenated members as one stream. Each member's header carries an extra field <c>MO</c> with the
/// member's whole length, so that a reader that knows it can decompress members side by side.
/// </remarks>
internal static class GzipMember
{
    /// <summary>The header that is written: ten fixed bytes, the extra field's length, the field.</summary>
    public const int HeaderLength = 20;

    private const int PlainHeaderLength = 10;
    private const int TrailerLength = 8;

    /// <summary>No member is longer than this: a header that says so is damaged.</summary>
    public const int LongestMember = 64 << 20;

    /// <summary>Compresses data into one member and reads it back to prove it.</summary>
    /// <param name="data">At most a few megabytes.</param>
    /// <param name="store">True for data that does not compress.</param>
    /// <param name="output">Emptied and filled.</param>
    public static void Compress(ReadOnlySpan<byte> data, bool store, MemoryStream output)
    {
        output.SetLength(0);
        // GZipStream writes a plain header of ten bytes; it is replaced by the longer one.
        output.Position = HeaderLength - PlainHeaderLength;
        using (var gzip = GzipLevel.Compress(output, store))
        {
            gzip.Write(data);
        }

        var member = output.GetBuffer().AsSpan(0, (int)output.Length);
        ReadOnlySpan<byte> header = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 8, 0, (byte)'M', (byte)'O', 4, 0];
        header.CopyTo(member);
        BinaryPrimitives.WriteInt32LittleEndian(member[16..], member.Length);
        Prove(output, data);
    }

    /// <summary>The length of the member that begins with this header; null when the header is another tool's.</summary>
    public static int? Length(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderLength || !header[..4].SequenceEqual((ReadOnlySpan<byte>)[0x1f, 0x8b, 8, 4]) || !header[10..16].SequenceEqual((ReadOnlySpan<byte>)[8, 0, (byte)'M', (byte)'O', 4, 0]))
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        return length is > HeaderLength + TrailerLength and <= LongestMember ? length : null;
    }

    /// <summary>Decompresses one member; its checksum and length are checked.</summary>
    /// <returns>How many bytes it held.</returns>
    public static int Decompress(byte[] member, int length, ref byte[] data)
    {
        var expected = BinaryPrimitives.ReadInt32LittleEndian(member.AsSpan(length - 4, 4));
        if (expected is < 0 or > LongestMember)
        {
            throw new InvalidDataException("A gzip member says that it holds more than any member does.");
        }

        if (data.Length < expected + 1)
        {
            data = GC.AllocateUninitializedArray<byte>(expected + 1);
        }

        using var gzip = new GZipStream(new MemoryStream(member, 0, length), CompressionMode.Decompress);
        // One byte more than expected is asked for: only the end of the member makes the decoder look at its checksum.
        var read = gzip.ReadAtLeast(data.AsSpan(0, expected + 1), expected + 1, throwOnEndOfStream: false);
        return read == expected ? read : throw new InvalidDataException("A gzip member does not hold as much as it says.");
    }

    private static void Prove(MemoryStream output, ReadOnlySpan<byte> data)
    {
        output.Position = 0;
        using var gzip = new GZipStream(output, CompressionMode.Decompress, leaveOpen: true);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            for (var rest = data; ;)
            {
                var read = gzip.Read(buffer);
                if (read == 0 && rest.IsEmpty)
                {
                    return;
                }

                if (read == 0 || read > rest.Length || !rest[..read].SequenceEqual(buffer.AsSpan(0, read)))
                {
                    throw new McpOpsException("CompressionFailed", McpErrorCategory.WriteError,
                        "What was compressed does not decompress to the same bytes: this machine's memory or processor is faulty. Nothing was written.");
                }

                rest = rest[read..];
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
