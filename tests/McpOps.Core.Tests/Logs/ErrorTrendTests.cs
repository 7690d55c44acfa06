using System.Globalization;
using McpOps.Logs.Summaries;

namespace McpOps.Core.Tests.Logs;

public sealed class ErrorTrendTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    // A log of one day with an error every hundred minutes: the last one came 40 minutes before its end.
    [Theory]
    [InlineData(24)]
    [InlineData(36)]
    [InlineData(7 * 24)]
    [InlineData(null)]
    public async Task Errors_that_come_evenly_in_all_that_a_log_covers_are_not_new_and_have_no_trend(int? lastHours)
    {
        using var folder = new TemporaryFolder();
        var first = Now.AddMinutes(-1439);
        var lines = Enumerable.Range(0, 1440).Select(minute => string.Create(CultureInfo.InvariantCulture,
            $"{first.AddMinutes(minute):yyyy-MM-dd HH:mm:ss},000 - app - {(minute % 100 == 99 ? "ERROR - The well is dry" : "INFO - All is well")}\n"));
        await File.WriteAllTextAsync(folder["app.log"], string.Concat(lines), TestContext.Current.CancellationToken);
        var summary = await new LogRun().SummarizeAsync(LogRun.Of(folder["app.log"]) with { Since = lastHours is { } hours ? Now.AddHours(-hours) : null, Until = Now });
        var error = Assert.Single(summary.TopErrors);
        Assert.Equal((14, 7, 7, false, 0.0), (error.Count, error.Recent, error.Previous, error.IsNew, error.TrendPercent));
    }

    [Theory]
    // In hours: the period that is read, what the logs have before it, and how many errors came there.
    [InlineData(24, null, 0, false, -100.0)]
    [InlineData(24, 1, 0, false, -100.0)]
    [InlineData(24, 24, 0, true, null)]
    [InlineData(24, 23, 3, false, 100.0)]
    [InlineData(1, 23, 0, true, null)]
    [InlineData(1, 23, 5, false, null)]
    [InlineData(24, 24, 1, false, 500.0)]
    public void Only_a_time_before_that_the_logs_cover_makes_an_error_new_or_a_trend(int read, int? before, int earlier, bool isNew, double? percent)
    {
        var first = Now.AddHours(-read).UtcTicks;
        var error = new ErrorStats { Key = "dry", Type = "", Count = 6, First = first, Last = Now.UtcTicks - 1 };
        error.Hours[(int)(first / TimeSpan.TicksPerHour)] = 6;
        var trend = ErrorTrend.Of(error, first, Now.UtcTicks - 1, before is { } hours ? TimeSpan.FromHours(hours) : null, earlier);
        Assert.Equal(isNew, trend.IsNew);
        Assert.Equal(percent, trend.Percent);
    }

    [Fact]
    public void In_a_log_alone_an_error_of_its_later_half_is_new_where_the_log_is_long_enough()
    {
        Assert.True(Late(4).IsNew);
        Assert.Equal((6, 0, null), (Late(4).Recent, Late(4).Previous, Late(4).Percent));
        Assert.False(Late(3).IsNew);

        static ErrorTrend Late(int hours)
        {
            var error = new ErrorStats { Key = "dry", Type = "", Count = 6 };
            error.Hours[(int)((Now.UtcTicks - 1) / TimeSpan.TicksPerHour)] = 6;
            return ErrorTrend.Of(error, Now.AddHours(-hours).UtcTicks, Now.UtcTicks - 1, null, 0);
        }
    }
}
