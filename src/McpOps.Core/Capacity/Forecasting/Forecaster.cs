namespace McpOps.Capacity.Forecasting;

/// <summary>Says where a figure is going, and when it crosses a threshold.</summary>
internal static class Forecaster
{
    // One flat series in two hundred looks like a trend by chance.
    private const double Significance = 0.005;

    private const int MinPoints = 12;

    // Within less, the rise of a morning and a trend look alike.
    private static readonly TimeSpan MinSpan = TimeSpan.FromDays(2);

    // A date further away than this says nothing.
    private const double MaxDays = 36_500;

    /// <summary>Forecasts a figure.</summary>
    /// <param name="series">The figure.</param>
    /// <param name="threshold">Its threshold; null for none.</param>
    /// <param name="below">True where falling below the threshold is what is bad, such as free space.</param>
    /// <param name="horizon">How far it is looked ahead, from the end of the history.</param>
    public static McpForecast Forecast(MetricSeries series, double? threshold, bool below, TimeSpan horizon)
    {
        var points = series.Points;
        var forecast = new McpForecast
        {
            Metric = series.Name,
            Trend = ForecastTrend.TooLittleData,
            Threshold = threshold,
            Points = points.Count,
            From = points.Count > 0 ? points[0].At.LocalDateTime : null,
            To = points.Count > 0 ? points[^1].At.LocalDateTime : null,
        };
        if (points.Count < MinPoints || points[^1].At - points[0].At < MinSpan || Trend.CountBins(points) < MinPoints)
        {
            return forecast with
            {
                Level = points.Count > 0 ? Robust.Median([.. points.TakeLast(MinPoints).Select(point => point.Value)]) : null,
                Message = FormattableString.Invariant($"{points.Count} values over {(points.Count > 1 ? points[^1].At - points[0].At : TimeSpan.Zero).TotalDays:0.#} days are too few: a trend needs {MinPoints} values over {MinSpan.TotalDays:0} days."),
            };
        }

        var (adjusted, cycles, withoutWeek) = Season.Remove(points);
        var end = points[^1].At;
        var bound = Bound.Of(series);
        var (last, since) = LastStretch(adjusted, withoutWeek);
        if (since is not null && (last.Count < MinPoints || end - last[0].At < MinSpan || Trend.CountBins(last) < MinPoints))
        {
            var level = bound.Within(Robust.Center([.. last.Select(point => point.Value)]));
            forecast = forecast with { Trend = ForecastTrend.Stable, ChangedAt = since?.LocalDateTime, Level = level, PValue = 1, SlopePerDay = 0 };
            return threshold is { } near && IsBeyond(level, near, below) ? Explain(forecast with { CrossesAt = end.LocalDateTime, CrossesEarliest = end.LocalDateTime, CrossesLatest = end.LocalDateTime, WithinHorizon = true }) : Explain(forecast);
        }

        var trend = Trend.Fit(last, cycles);
        var test = withoutWeek ? trend.Test : Doubt(trend.Test, Season.Weekdays(last), cycles);
        forecast = forecast with
        {
            Trend = test.PValue >= Significance || test.Slope == 0 ? ForecastTrend.Stable : test.Slope > 0 ? ForecastTrend.Rising : ForecastTrend.Falling,
            ChangedAt = since?.LocalDateTime,
            SlopePerDay = test.Slope,
            SlopePerDayLow = test.Low,
            SlopePerDayHigh = test.High,
            PValue = test.PValue,
            Level = bound.Within(trend.At(end)),
        };
        return Explain(threshold is { } limit && bound.Reaches(limit) ? Cross(forecast, trend, limit, below, end, horizon) : forecast);
    }

    // Level and trend are those of the end of the history. While the week's cycle is still in the values, each weekend is a change: then the other days decide.
    private static (IReadOnlyList<MetricPoint> Points, DateTimeOffset? Since) LastStretch(IReadOnlyList<MetricPoint> points, bool withoutWeek)
    {
        var decisive = withoutWeek || points[^1].At - points[0].At < TimeSpan.FromDays(4) ? points : Season.Weekdays(points);
        if (decisive.Count < MinPoints || Stretches.Of(decisive) is not { IsOne: false, LastSince: var since })
        {
            return (points, null);
        }

        return ([.. points.Where(point => point.At >= since)], since);
    }

    // What stands at its threshold has not crossed it.
    private static bool IsBeyond(double level, double threshold, bool below) =>
        (below ? threshold - level : level - threshold) > 1e-9 * Math.Max(1, Math.Abs(threshold));

    // A weekend at the end of a few days looks like a fall, and one at their beginning like a rise: then the weekdays alone must show it too.
    private static TrendTest Doubt(TrendTest test, IReadOnlyList<MetricPoint> weekdays, double cycles)
    {
        if (weekdays.Count < MinPoints || Trend.CountBins(weekdays) < MinPoints)
        {
            return test;
        }

        var within = Trend.Fit(weekdays, cycles).Test;
        return test with { PValue = Math.Sign(within.Slope) == Math.Sign(test.Slope) ? Math.Max(test.PValue, within.PValue) : 1 };
    }

    private static McpForecast Cross(McpForecast forecast, Trend trend, double threshold, bool below, DateTimeOffset end, TimeSpan horizon)
    {
        if (IsBeyond(forecast.Level!.Value, threshold, below))
        {
            return forecast with { CrossesAt = end.LocalDateTime, CrossesEarliest = end.LocalDateTime, CrossesLatest = end.LocalDateTime, WithinHorizon = true };
        }

        if (forecast.Trend != (below ? ForecastTrend.Falling : ForecastTrend.Rising))
        {
            return forecast;
        }

        // The line turns about its middle, so the ends of the interval combine the slope's with the level's.
        var sign = below ? -1 : 1;
        var (fast, slow) = below ? (trend.Test.Low, trend.Test.High) : (trend.Test.High, trend.Test.Low);
        var crossesAt = When(trend.Level, trend.Test.Slope);
        return forecast with
        {
            CrossesAt = crossesAt,
            CrossesEarliest = When(trend.Level + (sign * trend.Test.Reach * trend.LevelError), fast),
            CrossesLatest = sign * slow > 0 ? When(trend.Level - (sign * trend.Test.Reach * trend.LevelError), slow) : null,
            WithinHorizon = crossesAt <= end + horizon,
        };

        DateTime? When(double level, double slope)
        {
            var days = (threshold - level) / slope;
            return days > MaxDays ? null : (trend.Pivot.AddDays(days) is var date && date > end ? date : end).LocalDateTime;
        }
    }

    private static McpForecast Explain(McpForecast forecast)
    {
        var slope = FormattableString.Invariant($"{forecast.SlopePerDay:+0.####;-0.####} a day ({forecast.SlopePerDayLow:0.####} to {forecast.SlopePerDayHigh:0.####})");
        return forecast with
        {
            Message = (forecast.Trend, forecast.CrossesAt) switch
            {
                (_, { } at) when at == forecast.To => FormattableString.Invariant($"{forecast.Level:0.##} has crossed {forecast.Threshold:0.##} already."),
                (_, { } at) => FormattableString.Invariant($"{slope}: crosses {forecast.Threshold:0.##} on {at:yyyy-MM-dd} (from {forecast.CrossesEarliest:yyyy-MM-dd} to {forecast.CrossesLatest?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "never"})."),
                (ForecastTrend.Stable, _) => FormattableString.Invariant($"No significant trend (p = {forecast.PValue:0.###}) about {forecast.Level:0.##}{Since(forecast)}."),
                _ => FormattableString.Invariant($"{slope}, now {forecast.Level:0.##}{Since(forecast)}."),
            },
        };
    }

    private static string Since(McpForecast forecast) => forecast.ChangedAt is { } at ? FormattableString.Invariant($", another way since {at:yyyy-MM-dd}") : "";
}
