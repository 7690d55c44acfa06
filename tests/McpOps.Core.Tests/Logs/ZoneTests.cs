using McpOps.Logs;

namespace McpOps.Core.Tests.Logs;

/// <summary>Days and hours are those of the zone, also where its hours do not begin with those of UTC.</summary>
public sealed class ZoneTests
{
    [Theory]
    [InlineData("Asia/Kolkata")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/St_Johns")]
    [InlineData("Europe/Berlin")]
    public async Task Each_day_and_hour_has_its_own_entries(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var start = new DateTimeOffset(2026, 3, 27, 0, 0, 0, TimeSpan.Zero);
        List<DateTimeOffset> times = [.. Enumerable.Range(0, 4 * 24 * 12).Select(index => start.AddMinutes(5 * index))];
        var text = string.Concat(times.Select(time => $"{time:yyyy-MM-ddTHH:mm:ssZ} INFO One\n"));
        var days = await Summarize("day");
        Assert.Equal(times.GroupBy(Day).Select(day => (day.Key, (long)day.Count())), days.Rows.Select(row => (Day(new DateTimeOffset(row.Start)), row.Entries)));
        Assert.Equal([4 * 24 * 12], (await Summarize("hour")).Rows.GroupBy(_ => 0).Select(rows => rows.Sum(row => row.Entries)));
        var hours = times.GroupBy(Hour).Select(hour => (hour.Key, (long)hour.Count()));
        Assert.Equal(hours, (await Summarize("hour")).Rows.Select(row => (new DateTimeOffset(row.Start), row.Entries)));
        Assert.Empty(days.Silences);

        Task<McpLogSummary> Summarize(string by) => new LogRun().SummarizeAsync(LogRun.OfText(text) with { TimeZone = zone, By = by });
        DateTime Day(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone).Date;
        DateTimeOffset Hour(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone) is var local ? local.AddMinutes(-local.Minute) : default;
    }

    [Fact]
    public async Task A_summary_of_parts_in_such_a_zone_is_that_of_the_whole()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");
        var lines = Enumerable.Range(0, 200).Select(index => $"{new DateTime(2026, 11, 20, 17, 0, 0).AddMinutes(index):yyyy-MM-ddTHH:mm:ssZ} INFO Request completed in {index} ms\n").ToList();
        var whole = await Summarize(string.Concat(lines));
        var parts = new[] { await Summarize(string.Concat(lines[..77])), await Summarize(string.Concat(lines[77..])) };
        var merged = LogReader.Merge(parts.Select(part => part.State.Data), "whole", new LogOptions { By = "day", TimeZone = zone });
        Assert.Equal(whole.Rows, merged.Rows);
        Assert.Equal([90, 110], whole.Rows.Select(row => row.Entries));

        Task<McpLogSummary> Summarize(string text) => new LogRun().SummarizeAsync(LogRun.OfText(text) with { TimeZone = zone, By = "day" });
    }
}
