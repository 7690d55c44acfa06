using System.Globalization;
using McpOps.Capacity.Forecasting;
using McpOps.Capacity;

namespace McpOps.Core.Tests.Capacity;

public sealed class ForecasterTests
{
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(90);

    /// <summary>How many flat series of each kind are judged; <c>MCPOPS_FORECASTS=3000</c> is the long form.</summary>
    private static int Runs { get; } = int.TryParse(Environment.GetEnvironmentVariable("MCPOPS_FORECASTS"), CultureInfo.InvariantCulture, out var runs) ? runs : 100;

    [Theory]
    [InlineData(0.08, 60, 0.0)]
    [InlineData(0.08, 60, 0.7)]
    [InlineData(0.15, 30, 0.5)]
    [InlineData(0.08, 300, 0.5)]
    public void The_date_on_which_a_year_long_series_crosses_is_known_to_a_tenth_of_the_way_there(double slopePerDay, double daysToGo, double memory)
    {
        var off = new List<double>();
        var covered = 0;
        const int Seeds = 40;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var history = new SyntheticHistory { SlopePerDay = slopePerDay, Memory = memory };
            var threshold = history.Level + (history.SlopePerDay * (history.Days + daysToGo));
            var forecast = Forecaster.Forecast(history.Make(seed), threshold, below: false, Horizon);

            Assert.Equal(ForecastTrend.Rising, forecast.Trend);
            var truth = history.End.AddDays(daysToGo);
            off.Add(Math.Abs((new DateTimeOffset(forecast.CrossesAt!.Value) - truth).TotalDays));
            covered += forecast.CrossesEarliest <= truth.LocalDateTime && truth.LocalDateTime <= (forecast.CrossesLatest ?? DateTime.MaxValue) ? 1 : 0;
            Assert.Equal(daysToGo < Horizon.TotalDays - 10, forecast.WithinHorizon);
        }

        Assert.True(off.Max() <= 0.1 * daysToGo, $"The worst of {Seeds} was {off.Max():0.0} days off, of {daysToGo}.");
        Assert.True(covered >= 0.9 * Seeds, $"Only {covered} of {Seeds} intervals held the truth.");
    }

    [Theory]
    [InlineData(365, 2, 0.0)]
    [InlineData(365, 2, 0.9)]
    [InlineData(365, 24, 0.5)]
    [InlineData(60, 1, 0.8)]
    [InlineData(14, 0.5, 0.5)]
    [InlineData(14, 1, 0.96)]
    [InlineData(5, 0.25, 0.96)]
    [InlineData(40, 2, 0.97)]
    public void Flat_series_raise_no_more_than_one_false_alarm_in_a_hundred(double days, double hours, double memory)
    {
        var alarms = Enumerable.Range(1000, Runs).Count(seed =>
        {
            var history = new SyntheticHistory { Days = days, Spacing = TimeSpan.FromHours(hours), Memory = memory };
            return Forecaster.Forecast(history.Make(seed), 90, below: false, Horizon).Trend != ForecastTrend.Stable;
        });
        Assert.True(alarms <= Runs / 100, $"{alarms} of {Runs} flat series were given a trend.");
    }

    [Fact]
    public void A_steady_rise_with_slow_swings_is_seen()
    {
        // A disk that fills, with a swing that lasts a third of the history: its neighbours are as like as they can be.
        var points = Enumerable.Range(0, 60 * 24).Select(hour => new MetricPoint(SyntheticHistory.Start.AddHours(hour), 40 + (0.5 * hour / 24) + Math.Sin(hour / (20.0 * 24) * 2 * Math.PI)));
        var forecast = Forecaster.Forecast(MetricSeries.From("disk", points, SyntheticHistory.Start.AddDays(60)), 80, below: false, Horizon);
        Assert.Equal(ForecastTrend.Rising, forecast.Trend);
        Assert.InRange((new DateTimeOffset(forecast.CrossesAt!.Value) - SyntheticHistory.Start.AddDays(60)).TotalDays, 16, 24);
    }

    [Fact]
    public void Four_days_with_a_strong_daily_cycle_show_their_trend()
    {
        var history = new SyntheticHistory { Days = 4, Spacing = TimeSpan.FromMinutes(6), SlopePerDay = 4, DailySwing = 10, WeeklySwing = 0, GapShare = 0 };
        var forecast = Forecaster.Forecast(history.Make(7), history.Level + (4 * 8), below: false, Horizon);
        Assert.Equal(ForecastTrend.Rising, forecast.Trend);
        Assert.InRange((new DateTimeOffset(forecast.CrossesAt!.Value) - history.End).TotalDays, 4 * 0.9, 4 * 1.1);
    }

    [Fact]
    public void What_falls_towards_its_threshold_crosses_it_too()
    {
        var history = new SyntheticHistory { Level = 100, SlopePerDay = -0.1 };
        var forecast = Forecaster.Forecast(history.Make(1), 50, below: true, TimeSpan.FromDays(200));
        Assert.Equal(ForecastTrend.Falling, forecast.Trend);
        Assert.InRange((new DateTimeOffset(forecast.CrossesAt!.Value) - history.End).TotalDays, 135 * 0.9, 135 * 1.1);
        Assert.True(forecast.WithinHorizon);
    }

    [Fact]
    public void What_has_crossed_already_says_so()
    {
        var forecast = Forecaster.Forecast(new SyntheticHistory { Level = 95 }.Make(3), 90, below: false, Horizon);
        Assert.Equal(forecast.To, forecast.CrossesAt);
        Assert.True(forecast.WithinHorizon);
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(20, 72)]
    public void Too_little_data_is_said_and_not_guessed(double days, double hours)
    {
        var history = new SyntheticHistory { Days = days, Spacing = TimeSpan.FromHours(hours), SlopePerDay = 3, GapShare = 0 };
        Assert.Equal(ForecastTrend.TooLittleData, Forecaster.Forecast(history.Make(1), 90, below: false, Horizon).Trend);
    }

    [Fact]
    public void A_constant_series_is_stable()
    {
        var points = Enumerable.Range(0, 400).Select(hour => new MetricPoint(SyntheticHistory.Start.AddHours(hour), 42));
        Assert.Equal(ForecastTrend.Stable, Forecaster.Forecast(MetricSeries.From("x", points, SyntheticHistory.Start.AddYears(1)), 90, below: false, Horizon).Trend);
    }

    [Fact]
    public void A_clock_that_jumped_and_values_that_come_twice_change_nothing()
    {
        var history = new SyntheticHistory { SlopePerDay = 0.08 };
        var clean = history.Make(5);
        var random = new Random(5);
        var points = clean.Points.Concat(clean.Points.Take(500)).Append(new MetricPoint(SyntheticHistory.Start.AddYears(-20), 3)).Append(new MetricPoint(SyntheticHistory.Start.AddYears(30), 3)).ToArray();
        random.Shuffle(points);
        var spoiled = MetricSeries.From("figure", points, history.End);
        Assert.Equal(clean.Points, spoiled.Points);
    }

    [Theory]
    [MemberData(nameof(Turns))]
    public void Level_and_trend_are_those_of_the_end_of_the_history(string turn, string trend, double level)
    {
        var forecast = Forecast(turn, 80);
        Assert.Equal(trend, forecast.Trend);
        Assert.InRange(forecast.Level!.Value, level - 2, level + 2);
        Assert.NotNull(forecast.ChangedAt);
    }

    [Fact]
    public void A_bound_is_a_bound()
    {
        Assert.Null(Forecast("rises to 100", 105).CrossesAt);
        Assert.InRange(Forecast("rises to 100", null).Level!.Value, 98, 100);
        Assert.InRange(Forecast("still rises", 99).Level!.Value, 95, 100);
        Assert.Null(Forecast("still rises", 130).CrossesAt);
    }

    [Theory]
    [InlineData(0.8, 0.8, false)]
    [InlineData(0.81, 0.8, true)]
    [InlineData(0.8, 0.81, false)]
    public void What_stands_at_its_threshold_has_not_crossed_it(double value, double threshold, bool crosses)
    {
        var points = Enumerable.Range(0, 400).Select(hour => new MetricPoint(SyntheticHistory.Start.AddHours(hour), value));
        var forecast = Forecaster.Forecast(MetricSeries.From("ratio", points, SyntheticHistory.Start.AddYears(1)), threshold, below: false, Horizon);
        Assert.Equal(crosses, forecast.CrossesAt is not null);
        Assert.Equal(crosses, forecast.WithinHorizon);
    }

    public static TheoryData<string, string, double> Turns => new()
    {
        { "speeds up", ForecastTrend.Rising, 65.5 },
        { "rises to 100", ForecastTrend.Stable, 100 },
        { "was cleaned", ForecastTrend.Rising, 52 },
        { "was cleaned lately", ForecastTrend.Stable, 30 },
        { "has ended", ForecastTrend.Stable, 70 },
        { "has turned", ForecastTrend.Falling, 60 },
    };

    private static McpForecast Forecast(string turn, double? threshold)
    {
        var random = new Random(1);
        var points = Enumerable.Range(0, 60 * 24).Select(hour => hour / 24.0).Select(day => new MetricPoint(SyntheticHistory.Start.AddDays(day), Math.Min(100, (0.2 * SyntheticHistory.Normal(random)) + turn switch
        {
            "speeds up" => 30 + (0.01 * day * day),
            "rises to 100" => Math.Min(100, 60 + day),
            "still rises" => Math.Min(99.4, 39.5 + day),
            "was cleaned" => day < 45 ? 40 + (0.8 * day) : 40 + (0.8 * (day - 45)),
            "was cleaned lately" => day < 58 ? 30 + (0.8 * day) : 30,
            "has ended" => day < 40 ? 30 + day : 70,
            _ => day < 40 ? 40 + day : 80 - (day - 40),
        })));
        return Forecaster.Forecast(MetricSeries.From("disk_usage", points, SyntheticHistory.Start.AddDays(60)), threshold, below: false, Horizon);
    }
}
