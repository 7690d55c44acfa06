namespace McpOps.Capacity.Forecasting;

/// <summary>Whether values have a trend, how steep, and how sure: Theil–Sen, and Student's t for values that resemble their neighbours.</summary>
/// <remarks>
/// P. K. Sen, J. American Statistical Association 63, 1968, for the slope and its interval by ranks. A test that takes neighbours in time
/// for independent sees trends in every flat series: the variance is widened as K. H. Hamed and A. R. Rao propose (J. Hydrology 204,
/// 1998), and at least as an autoregression of first order asks. The slope is significant when it stands out by Student's t with as many
/// degrees of freedom as independent values are left (B. D. Santer et al., J. Geophysical Research 105, 2000); a test by ranks alone
/// (H. B. Mann, Econometrica 13, 1945) could never be sure of a steep line through a few slow swings.
/// </remarks>
/// <param name="Slope">The median slope, per unit of time.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of its 95 % interval.</param>
/// <param name="PValue">The probability of as strong a trend where there is none.</param>
/// <param name="Widening">How many times the variance was widened, at least 1.</param>
/// <param name="Reach">How many standard errors the 95 % interval reaches to either side.</param>
internal sealed record TrendTest(double Slope, double Low, double High, double PValue, double Widening, double Reach)
{
    private const double Z95 = 1.96;

    // However slow the swings about the line, a slope fifteen times as large as they are is no swing of a random walk.
    private const double MinFreedom = 3;

    // The mean absolute deviation of a normal distribution is its standard deviation divided by this.
    private const double NormalMeanDeviation = 1.2533;

    /// <summary>Tests values in the order of time.</summary>
    /// <param name="times">Times in any unit, rising.</param>
    /// <param name="values">The values; at least three, at most some hundreds (it looks at every pair).</param>
    /// <param name="cycles">How many cycles of a season the values had whose means were taken out; infinite for none.</param>
    public static TrendTest Run(double[] times, double[] values, double cycles = double.PositiveInfinity)
    {
        var count = values.Length;
        var slopes = new double[count * (count - 1) / 2];
        var next = 0;
        for (var late = 1; late < count; late++)
        {
            for (var early = 0; early < late; early++)
            {
                var rise = values[late] - values[early];
                slopes[next++] = rise / (times[late] - times[early]);
            }
        }

        Array.Sort(slopes);
        var slope = Robust.Quantile(slopes, 0.5);

        // Means over few cycles have taken a good part of the noise with them, the slowest first.
        var widening = Widen(times, values, slope) / Math.Pow(1 - (1 / cycles), 2);
        var deviation = Math.Sqrt(widening * Variance(values));
        var freedom = Math.Max((count / widening) - 2, MinFreedom);
        var t = Robust.StudentFromNormal(Z95, freedom);
        var reach = t * deviation / slopes.Length / 2;
        var p = Robust.TwoSided(Robust.NormalFromStudent(StandardErrors(times, values, slope, freedom), freedom));
        return new TrendTest(slope, Robust.Quantile(slopes, 0.5 - reach), Robust.Quantile(slopes, 0.5 + reach), p, widening, t);
    }

    // How many of its standard errors the slope is away from 0, with the spread that the line leaves.
    private static double StandardErrors(double[] times, double[] values, double slope, double freedom)
    {
        var middle = times.Average();
        var around = values.Select((value, index) => value - (slope * times[index])).ToArray();
        var level = Robust.Median(around);
        var spread = NormalMeanDeviation * around.Average(value => Math.Abs(value - level));
        var error = spread * Math.Sqrt(values.Length / freedom / times.Sum(time => (time - middle) * (time - middle)));
        return error > 0 ? slope / error : slope == 0 ? 0 : double.MaxValue;
    }

    // Of the score when there is no trend, ties taken into account.
    private static double Variance(double[] values)
    {
        double Term(double n) => n * (n - 1) * ((2 * n) + 5);
        return (Term(values.Length) - values.GroupBy(value => value).Sum(ties => Term(ties.Count()))) / 18;
    }

    private static double Widen(double[] times, double[] values, double slope)
    {
        var count = values.Length;
        var ranks = Ranks([.. values.Select((value, index) => value - (slope * times[index]))]);
        var mean = ranks.Average();
        var total = ranks.Sum(rank => (rank - mean) * (rank - mean));
        if (total <= 0)
        {
            return 1;
        }

        double n = count;
        var hamedRao = 1.0;
        var first = 0.0;
        for (var lag = 1; lag <= count / 4; lag++)
        {
            var likeness = 0.0;
            for (var index = lag; index < count; index++)
            {
                likeness += (ranks[index] - mean) * (ranks[index - lag] - mean);
            }

            likeness /= total;
            first = lag == 1 ? likeness : first;
            if (Math.Abs(likeness) > Z95 / Math.Sqrt(n))
            {
                hamedRao += 2 / (n * (n - 1) * (n - 2)) * (n - lag) * (n - lag - 1) * (n - lag - 2) * likeness;
            }
        }

        // The likeness of neighbours is estimated too low in short series: M. G. Kendall, Biometrika 41, 1954. What is not known of it
        // counts against a trend: it is taken to be a standard error higher.
        var honest = Math.Clamp(((n * first) + 2) / (n - 4), 0, 0.98);
        var high = Math.Min(honest + Math.Sqrt((1 - (honest * honest)) / n), 0.98);
        return Math.Max(1, Math.Max(hamedRao, (1 + high) / (1 - high)));
    }

    private static double[] Ranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(index => values[index]).ToArray();
        var ranks = new double[values.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end + 1 < order.Length && values[order[end + 1]].Equals(values[order[start]]))
            {
                end++;
            }

            for (var index = start; index <= end; index++)
            {
                ranks[order[index]] = (start + end) / 2.0;
            }

            start = end + 1;
        }

        return ranks;
    }
}
