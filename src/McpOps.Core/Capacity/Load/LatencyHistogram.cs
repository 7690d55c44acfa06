using System.Numerics;

namespace McpOps.Capacity.Load;

/// <summary>Counts latencies in log-linear buckets no wider than 0.1 % of their value; two of them add up without loss.</summary>
/// <remarks>
/// The bucket layout of G. Tene's HdrHistogram with 2,048 sub-buckets: exact in microseconds up to 2 ms, relative error below 1/1024
/// beyond, up to 2^36 µs (19 hours). Recording is one atomic increment, so all workers share one.
/// </remarks>
internal sealed class LatencyHistogram
{
    private const int SubBits = 11;
    private const int Half = 1 << (SubBits - 1);
    private const int MaxBits = 36;
    private const int Length = (1 << SubBits) + ((MaxBits - SubBits) * Half);

    private readonly long[] _counts = new long[Length];
    private long _max;
    private long _sum;

    /// <summary>How many were recorded.</summary>
    public long Count => _counts.Sum();

    /// <summary>The longest, exact, in milliseconds.</summary>
    public double MaxMs => Volatile.Read(ref _max) / 1000.0;

    /// <summary>The mean, exact, in milliseconds; 0 for none.</summary>
    public double MeanMs => Count is > 0 and var count ? Volatile.Read(ref _sum) / 1000.0 / count : 0;

    /// <summary>Records a latency.</summary>
    /// <param name="microseconds">Its length; below 0 counts as 0.</param>
    public void Record(long microseconds)
    {
        var value = Math.Clamp(microseconds, 0, (1L << MaxBits) - 1);
        Interlocked.Increment(ref _counts[Index(value)]);
        Interlocked.Add(ref _sum, value);
        RaiseMax(value);
    }

    /// <summary>The latency in milliseconds that the share <paramref name="quantile"/> of all did not exceed; 0 for none.</summary>
    /// <param name="quantile">0 to 1.</param>
    public double PercentileMs(double quantile)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(quantile * Count));
        long seen = 0;
        for (var index = 0; index < Length; index++)
        {
            seen += Volatile.Read(ref _counts[index]);
            if (seen >= rank)
            {
                return Math.Min(Middle(index) / 1000.0, MaxMs);
            }
        }

        return MaxMs;
    }

    /// <summary>Adds what another has counted.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var index = 0; index < Length; index++)
        {
            _counts[index] += other._counts[index];
        }

        _sum += other._sum;
        RaiseMax(other._max);
    }

    /// <summary>A short text of it: the counts that are not zero, as variable-length numbers in base64.</summary>
    public string Encode()
    {
        var bytes = new List<byte>();
        WriteNumber(bytes, _max);
        WriteNumber(bytes, _sum);
        var last = 0;
        for (var index = 0; index < Length; index++)
        {
            if (_counts[index] > 0)
            {
                WriteNumber(bytes, index - last);
                WriteNumber(bytes, _counts[index]);
                last = index;
            }
        }

        return Convert.ToBase64String(bytes.ToArray());
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="FormatException">It is not such a text.</exception>
    public static LatencyHistogram Decode(string text)
    {
        var histogram = new LatencyHistogram();
        ReadOnlySpan<byte> bytes = Convert.FromBase64String(text);
        if (bytes.IsEmpty)
        {
            return histogram;
        }

        histogram._max = ReadNumber(ref bytes);
        histogram._sum = ReadNumber(ref bytes);
        var index = 0L;
        while (!bytes.IsEmpty)
        {
            index += ReadNumber(ref bytes);
            var count = ReadNumber(ref bytes);
            if (index is < 0 or >= Length || count < 0)
            {
                throw new FormatException("The histogram is damaged.");
            }

            histogram._counts[index] += count;
        }

        return histogram;
    }

    private static int Index(long value)
    {
        if (value < 1 << SubBits)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2((ulong)value) - SubBits + 1;
        return (1 << SubBits) + ((shift - 1) * Half) + (int)(value >> shift) - Half;
    }

    // The middle of the bucket: half of its width is the most that a percentile is off.
    private static double Middle(int index)
    {
        if (index < 1 << SubBits)
        {
            return index;
        }

        var shift = ((index - (1 << SubBits)) / Half) + 1;
        var low = (long)(((index - (1 << SubBits)) % Half) + Half) << shift;
        return low + (((1L << shift) - 1) / 2.0);
    }

    private void RaiseMax(long value)
    {
        var seen = Volatile.Read(ref _max);
        while (value > seen)
        {
            var before = Interlocked.CompareExchange(ref _max, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private static void WriteNumber(List<byte> bytes, long number)
    {
        var rest = (ulong)number;
        while (rest >= 0x80)
        {
            bytes.Add((byte)(rest | 0x80));
            rest >>= 7;
        }

        bytes.Add((byte)rest);
    }

    private static long ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (bytes.IsEmpty)
            {
                break;
            }

            var next = bytes[0];
            bytes = bytes[1..];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)number;
            }
        }

        throw new FormatException("The histogram is damaged.");
    }
}
