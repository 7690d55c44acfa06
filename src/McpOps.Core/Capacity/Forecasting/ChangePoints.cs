namespace McpOps.Capacity.Forecasting;

/// <summary>Finds where a figure began to go another way: a clean-up, a saturation, growth that speeds up or ends.</summary>
/// <remarks>
/// Optimal partitioning into straight lines that need not meet (B. Jackson et al., IEEE Signal Processing Letters 12, 2005), the number of stretches by the
/// Bayesian information criterion. Values that resemble their neighbours wander, and wandering looks like changes of direction: stretches are believed only where
/// they leave so much less long-run variance (its spectral density at zero by an autoregression of first order) than one line that a random walk would not.
/// </remarks>
internal static class ChangePoints
{
    private const int MostStretches = 6;

    // A random walk of 180 values that is cut in the best way into a few stretches leaves a tenth to a twentieth.
    private const double Gain = 60;

    private const double Unlike = 0.98;

    // A line that misses by less than this share of all that the figure went through describes it well enough, whatever swings about it.
    private const double Material = 0.05;

    /// <summary>Where each stretch begins: indices of the values, the first 0; only that when one line does.</summary>
    /// <param name="times">Times, rising.</param>
    /// <param name="values">The values.</param>
    /// <param name="shortest">The fewest values of a stretch.</param>
    public static IReadOnlyList<int> Find(double[] times, double[] values, int shortest)
    {
        var count = values.Length;
        if (count < 2 * shortest)
        {
            return [0];
        }

        var sums = new LineSums(times, values);
        if (Math.Sqrt(sums.Squares(0, count) / count) <= Material * (values.Max() - values.Min()))
        {
            return [0];
        }

        var most = Math.Min(MostStretches, count / shortest);
        var cost = new double[most + 1][];
        var from = new int[most + 1][];
        for (var stretches = 1; stretches <= most; stretches++)
        {
            cost[stretches] = new double[count + 1];
            from[stretches] = new int[count + 1];
            for (var end = 1; end <= count; end++)
            {
                (cost[stretches][end], from[stretches][end]) = Best(sums, cost, stretches, end, shortest);
            }
        }

        var floor = 1e-12 * (sums.Squares(0, count) + double.Epsilon);
        var best = Enumerable.Range(1, most).MinBy(stretches => (count * Math.Log((cost[stretches][count] + floor) / count)) + (2 * 3 * stretches * Math.Log(count)));
        var starts = Starts(from, best, count);
        return LongRun(sums, times, values, [0]) + (floor / count) > Gain * (LongRun(sums, times, values, starts) + (floor / count)) ? starts : [0];
    }

    private static (double Cost, int From) Best(LineSums sums, double[][] cost, int stretches, int end, int shortest)
    {
        if (stretches == 1)
        {
            return (end >= shortest ? sums.Squares(0, end) : double.PositiveInfinity, 0);
        }

        var best = (Cost: double.PositiveInfinity, From: 0);
        for (var start = shortest * (stretches - 1); start <= end - shortest; start++)
        {
            var all = cost[stretches - 1][start] + sums.Squares(start, end);
            best = all < best.Cost ? (all, start) : best;
        }

        return best;
    }

    private static List<int> Starts(int[][] from, int stretches, int count)
    {
        var starts = new List<int>();
        for (var end = count; stretches > 0; stretches--)
        {
            end = from[stretches][end];
            starts.Insert(0, end);
        }

        return starts;
    }

    private static double LongRun(LineSums sums, double[] times, double[] values, IReadOnlyList<int> starts)
    {
        var around = new double[values.Length];
        for (var stretch = 0; stretch < starts.Count; stretch++)
        {
            var end = stretch + 1 < starts.Count ? starts[stretch + 1] : values.Length;
            var (level, slope) = sums.Line(starts[stretch], end);
            for (var index = starts[stretch]; index < end; index++)
            {
                around[index] = values[index] - level - (slope * times[index]);
            }
        }

        var square = around.Sum(value => value * value);
        var product = around.Zip(around.Skip(1)).Sum(pair => pair.First * pair.Second);
        var likeness = square > 0 ? Math.Clamp(product / square, 0, Unlike) : 0;
        return square / values.Length * (1 + likeness) / (1 - likeness);
    }
}
