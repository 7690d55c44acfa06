namespace McpOps.Capacity.Forecasting;

/// <summary>The line of least squares through any stretch of values, in a moment: sums up to each value are kept.</summary>
internal sealed class LineSums
{
    private readonly double[][] _sums;
    private readonly double _time;
    private readonly double _value;

    public LineSums(double[] times, double[] values)
    {
        // About the means, so that little is lost by subtraction.
        (_time, _value) = (times.Average(), values.Average());
        _sums = [.. Enumerable.Range(0, 5).Select(_ => new double[values.Length + 1])];
        for (var index = 0; index < values.Length; index++)
        {
            var (t, y) = (times[index] - _time, values[index] - _value);
            double[] terms = [t, t * t, y, y * y, t * y];
            for (var sum = 0; sum < terms.Length; sum++)
            {
                _sums[sum][index + 1] = _sums[sum][index] + terms[sum];
            }
        }
    }

    /// <summary>The sum of squares that the line through a stretch leaves.</summary>
    public double Squares(int start, int end)
    {
        var (_, tt, yy, ty, _, _) = Moments(start, end);
        return Math.Max(0, tt > 0 ? yy - (ty * ty / tt) : yy);
    }

    /// <summary>The line through a stretch: its value at time 0, and its slope.</summary>
    public (double Level, double Slope) Line(int start, int end)
    {
        var (_, tt, _, ty, time, value) = Moments(start, end);
        var slope = tt > 0 ? ty / tt : 0;
        return (value - (slope * time), slope);
    }

    private (int Count, double Tt, double Yy, double Ty, double Time, double Value) Moments(int start, int end)
    {
        double Sum(int which) => _sums[which][end] - _sums[which][start];
        var count = end - start;
        var (t, y) = (Sum(0) / count, Sum(2) / count);
        return (count, Sum(1) - (count * t * t), Sum(3) - (count * y * y), Sum(4) - (count * t * y), t + _time, y + _value);
    }
}
