using System.IO.Compression;

namespace McpOps.Backups.Archive;

/// <summary>Tells by samples whether data is worth compressing: images, archives and keys are not, and trying costs as much.</summary>
internal static class Compressibility
{
    /// <summary>The length of data that is judged, and stored or compressed, as one.</summary>
    public const int Segment = 512 * 1024;

    private const int SampleLength = 8 * 1024;
    private const int Samples = 3;

    /// <summary>Where the run of segments that begins at the start ends, and whether it should be stored.</summary>
    /// <param name="data">What is to be compressed.</param>
    /// <returns>The run's length, and true when nothing in it would shrink.</returns>
    public static (int Length, bool Store) FirstRun(ReadOnlySpan<byte> data)
    {
        var store = IsDense(data[..Math.Min(Segment, data.Length)]);
        var length = Math.Min(Segment, data.Length);
        while (data.Length - length >= Segment && IsDense(data.Slice(length, Segment)) == store)
        {
            length += Segment;
        }

        // A short tail is not worth a member of its own.
        return data.Length - length < Segment ? (data.Length, store && !HasSparseTail(data[length..])) : (length, store);
    }

    private static bool HasSparseTail(ReadOnlySpan<byte> tail) => tail.Length > SampleLength && !IsDense(tail);

    private static bool IsDense(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < SampleLength * Samples)
        {
            return false;
        }

        for (var sample = 0; sample < Samples; sample++)
        {
            var start = (segment.Length - SampleLength) / (Samples - 1) * sample;
            using var output = new CountingStream();
            using (var deflate = new DeflateStream(output, CompressionLevel.Fastest, leaveOpen: true))
            {
                deflate.Write(segment.Slice(start, SampleLength));
            }

            if (output.Length < SampleLength * 0.97)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Keeps nothing but the count.</summary>
    private sealed class CountingStream : WriteOnlyStream
    {
        private long _length;

        public override long Length => _length;

        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;
    }
}
