
namespace McpOps.Logs.Summaries;

/// <summary>Quantiles of durations within 1 % of the true value, in memory that does not grow with their number.</summary>
/// <remarks>
/// DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019): bin i
/// holds what lies in (γ^(i-1), γ^i] with γ = (1+α)/(1-α). Bins are counts, so any order of adding and merging gives the same sketch.
/// The sum is kept in whole nanoseconds for the same reason.
/// </remarks>
internal sealed class LatencySketch
{
    /// <summary>The greatest relative error of a quantile.</summary>
    public const double Accuracy = 0.01;

    // Bins from a nanosecond to some 30 years, in units of milliseconds.
    private const int Lowest = -700;
    private const int Highest = 1400;
    private const int Table = 4096;
    private static readonly double Gamma = (1 + Accuracy) / (1 - Accuracy);
    private static readonly double LogGamma = Math.Log(Gamma);
    private static readonly short[] Whole = WholeMilliseconds();

    private long[] _bins = [];
    private int _first;

    /// <summary>How many durations.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them are zero.</summary>
    public long Zeros { get; private set; }

    /// <summary>Their sum in nanoseconds.</summary>
    public long SumNs { get; private set; }

    /// <summary>The shortest, in nanoseconds.</summary>
    public long MinNs { get; private set; } = long.MaxValue;

    /// <summary>The longest, in nanoseconds.</summary>
    public long MaxNs { get; private set; }

    /// <summary>The filled bins: index and count.</summary>
    public IEnumerable<(int Index, long Count)> Bins
    {
        get
        {
            for (var index = 0; index < _bins.Length; index++)
            {
                if (_bins[index] > 0)
                {
                    yield return (index + _first, _bins[index]);
                }
            }
        }
    }

    /// <summary>The mean in milliseconds; null for none.</summary>
    public double? MeanMs => Count == 0 ? null : SumNs / 1e6 / Count;

    /// <summary>The longest in milliseconds; null for none.</summary>
    public double? MaxMs => Count == 0 ? null : MaxNs / 1e6;

    /// <summary>Adds a duration in whole milliseconds.</summary>
    public void AddWhole(int milliseconds)
    {
        if ((uint)milliseconds >= Table)
        {
            Add(milliseconds);
            return;
        }

        Note(milliseconds * 1_000_000L);
        if (milliseconds == 0)
        {
            Zeros++;
            return;
        }

        Bin(Whole[milliseconds])++;
    }

    /// <summary>Adds a duration in milliseconds; what is negative or not a number is left out.</summary>
    public void Add(double milliseconds)
    {
        if (!(milliseconds >= 0) || milliseconds > 1e12)
        {
            return;
        }

        Note((long)Math.Round(milliseconds * 1e6));
        if (milliseconds < 1e-6)
        {
            Zeros++;
            return;
        }

        Bin(Math.Clamp((int)Math.Ceiling(Math.Log(milliseconds) / LogGamma), Lowest, Highest))++;
    }

    /// <summary>Adds what another sketch holds.</summary>
    public void Merge(LatencySketch other)
    {
        foreach (var (index, count) in other.Bins)
        {
            Bin(index) += count;
        }

        Count += other.Count;
        Zeros += other.Zeros;
        SumNs += other.SumNs;
        MinNs = Math.Min(MinNs, other.MinNs);
        MaxNs = Math.Max(MaxNs, other.MaxNs);
    }

    /// <summary>Takes up what was saved of a sketch.</summary>
    public void Restore(long count, long zeros, long sumNs, long minNs, long maxNs, IEnumerable<(int Index, long Count)> bins)
    {
        (Count, Zeros, SumNs, MinNs, MaxNs) = (count, zeros, sumNs, minNs, maxNs);
        foreach (var (index, amount) in bins)
        {
            Bin(Math.Clamp(index, Lowest, Highest)) += amount;
        }
    }

    /// <summary>A quantile in milliseconds; null for none.</summary>
    /// <param name="quantile">From 0 to 1.</param>
    public double? Quantile(double quantile)
    {
        if (Count == 0)
        {
            return null;
        }

        var rank = (long)(quantile * (Count - 1));
        var seen = Zeros;
        if (rank < seen)
        {
            return 0;
        }

        foreach (var (index, count) in Bins)
        {
            seen += count;
            if (rank < seen)
            {
                return Math.Clamp(2 * Math.Pow(Gamma, index) / (Gamma + 1), MinNs / 1e6, MaxNs / 1e6);
            }
        }

        return MaxMs;
    }

    private void Note(long ns)
    {
        Count++;
        SumNs += ns;
        MinNs = Math.Min(MinNs, ns);
        MaxNs = Math.Max(MaxNs, ns);
    }

    private ref long Bin(int index)
    {
        var place = index - _first;
        if ((uint)place < (uint)_bins.Length)
        {
            return ref _bins[place];
        }

        return ref Extend(index);
    }

    private ref long Extend(int index)
    {
        var from = _bins.Length == 0 ? index - 8 : Math.Min(_first, index - 16);
        var to = _bins.Length == 0 ? index + 64 : Math.Max(_first + _bins.Length, index + 64);
        var bins = new long[to - from];
        _bins.CopyTo(bins, _bins.Length == 0 ? 0 : _first - from);
        (_bins, _first) = (bins, from);
        return ref _bins[index - from];
    }

    private static short[] WholeMilliseconds()
    {
        var bins = new short[Table];
        for (var value = 1; value < Table; value++)
        {
            bins[value] = (short)(int)Math.Ceiling(Math.Log(value) / LogGamma);
        }

        return bins;
    }
}
