using McpOps.Capacity.Forecasting;

namespace McpOps.Core.Tests.Capacity;

/// <summary>Histories with a known truth: trend, seasons of the day and the week, noise that remembers, outliers and gaps.</summary>
internal sealed record SyntheticHistory
{
    public static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public double Days { get; init; } = 365;

    public TimeSpan Spacing { get; init; } = TimeSpan.FromHours(2);

    public double Level { get; init; } = 40;

    public double SlopePerDay { get; init; }

    public double DailySwing { get; init; } = 5;

    public double WeeklySwing { get; init; } = 3;

    public double Noise { get; init; } = 2;

    /// <summary>How much of the noise before is in the next, 0 to 1.</summary>
    public double Memory { get; init; }

    public double OutlierShare { get; init; } = 0.01;

    public double GapShare { get; init; } = 0.1;

    public DateTimeOffset End => Start.AddDays(Days);

    public MetricSeries Make(int seed)
    {
        var random = new Random(seed);
        var points = new List<MetricPoint>();
        var noise = 0.0;
        var gapAt = random.NextDouble() * (1 - GapShare) * Days;
        for (var at = Start; at < End; at += Spacing)
        {
            var day = (at - Start).TotalDays;
            noise = (Memory * noise) + (Noise * Math.Sqrt(1 - (Memory * Memory)) * Normal(random));
            var value = Level + (SlopePerDay * day)
                + (DailySwing * Math.Sin(2 * Math.PI * day))
                + (WeeklySwing * (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? -1 : 0.4))
                + noise;
            if (random.NextDouble() < OutlierShare)
            {
                value += (random.NextDouble() - 0.3) * 100;
            }

            if (day < gapAt || day > gapAt + (GapShare * Days))
            {
                points.Add(new MetricPoint(at, value));
            }
        }

        return MetricSeries.From("figure", points, End);
    }

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
