namespace McpOps.Capacity.Forecasting;

/// <summary>Statistics that a few wild values do not move.</summary>
internal static class Robust
{
    // The median absolute deviation of a normal distribution is its standard deviation divided by this.
    private const double NormalMad = 1.4826;

    /// <summary>The median; NaN for none.</summary>
    public static double Median(double[] values)
    {
        if (values.Length == 0)
        {
            return double.NaN;
        }

        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        return Quantile(sorted, 0.5);
    }

    /// <summary>The mean without the lowest and the highest fifth: nearly as sharp as a mean, and as unmoved by wild values as is needed.</summary>
    public static double Center(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        var cut = sorted.Length / 5;
        return sorted.Length == 0 ? double.NaN : sorted.AsSpan(cut, sorted.Length - (2 * cut)).ToArray().Average();
    }

    /// <summary>A quantile of sorted values, between neighbours in proportion.</summary>
    public static double Quantile(double[] sorted, double share)
    {
        var position = Math.Clamp(share, 0, 1) * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 < sorted.Length ? sorted[below] + ((position - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    /// <summary>The spread about the median, on the scale of a standard deviation.</summary>
    public static double Spread(double[] values)
    {
        var middle = Median(values);
        return NormalMad * Median([.. values.Select(value => Math.Abs(value - middle))]);
    }

    /// <summary>The probability that a standard normal value lies further from 0 than <paramref name="z"/>, either way.</summary>
    /// <remarks>M. Abramowitz, I. A. Stegun, <em>Handbook of Mathematical Functions</em>, 7.1.26: good to 1.5e-7.</remarks>
    public static double TwoSided(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (0.3275911 * x));
        return t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429)))))))) * Math.Exp(-x * x);
    }

    /// <summary>The standard normal value that is as far out as a value of Student's t.</summary>
    /// <param name="t">The value.</param>
    /// <param name="freedom">Degrees of freedom, at least 1.</param>
    /// <remarks>D. L. Wallace, Annals of Mathematical Statistics 30, 1959.</remarks>
    public static double NormalFromStudent(double t, double freedom) =>
        Math.Abs(t) > 1e100 ? t : ((8 * freedom) + 1) / ((8 * freedom) + 3) * Math.Sqrt(freedom * Math.Log(1 + (t * t / freedom)));

    /// <summary>The value of Student's t that is as far out as a standard normal value: the inverse of <see cref="NormalFromStudent"/>.</summary>
    public static double StudentFromNormal(double z, double freedom)
    {
        var scaled = z * ((8 * freedom) + 3) / ((8 * freedom) + 1);
        return Math.Sqrt(freedom * (Math.Exp(scaled * scaled / freedom) - 1));
    }
}
