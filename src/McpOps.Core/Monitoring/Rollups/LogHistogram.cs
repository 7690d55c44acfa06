namespace McpOps.Monitoring;

/// <summary>
/// Counts of values in buckets whose bounds grow by the same factor: two can be put together, and a percentile of them is at most 1.5 % off the value that was measured.
/// The method is DDSketch's (Masson, Rim, Lee: DDSketch, VLDB 2019).
/// </summary>
internal sealed class LogHistogram
{
    // Less than the 2 % that is promised: what is written of a value is rounded to five digits as well.
    private const double Error = 0.015;
    private const double Gamma = (1 + Error) / (1 - Error);

    // What is nearer to zero counts as zero.
    private const double Smallest = 1e-9;
    private static readonly double LogGamma = Math.Log(Gamma);

    private readonly SortedDictionary<int, long> _above = [];
    private readonly SortedDictionary<int, long> _below = [];
    private long _zero;

    /// <summary>How many values were counted.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a value.</summary>
    public void Add(double value) => Add(Math.Abs(value) < Smallest ? 0 : Math.Sign(value), Math.Abs(value) < Smallest ? 0 : (int)Math.Ceiling(Math.Log(Math.Abs(value)) / LogGamma), 1);

    /// <summary>Counts what another one counted.</summary>
    public void Add(LogHistogram other)
    {
        foreach (var (sign, index, count) in other.Buckets)
        {
            Add(sign, index, count);
        }
    }

    /// <summary>Counts values of one bucket.</summary>
    /// <param name="sign">-1, 0 or 1.</param>
    /// <param name="index">The power of the factor.</param>
    /// <param name="count">How many.</param>
    public void Add(int sign, int index, long count)
    {
        Count += count;
        if (sign == 0)
        {
            _zero += count;
            return;
        }

        var side = sign > 0 ? _above : _below;
        side[index] = side.GetValueOrDefault(index) + count;
    }

    /// <summary>The buckets that hold something, the lowest values first.</summary>
    public IEnumerable<(int Sign, int Index, long Count)> Buckets =>
    [
        .. _below.Reverse().Select(bucket => (-1, bucket.Key, bucket.Value)),
        .. _zero > 0 ? new[] { (0, 0, _zero) } : [],
        .. _above.Select(bucket => (1, bucket.Key, bucket.Value)),
    ];

    /// <summary>The value of the nearest rank of a fraction, as <see cref="Statistics"/> takes it of the values themselves.</summary>
    /// <param name="fraction">From 0 to 1.</param>
    public double Quantile(double fraction)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(fraction * Count));
        foreach (var (sign, index, count) in Buckets)
        {
            rank -= count;
            if (rank <= 0)
            {
                return sign * 2 * Math.Pow(Gamma, index) / (Gamma + 1);
            }
        }

        return 0;
    }
}
