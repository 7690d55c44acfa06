using McpOps.Monitoring;
using McpOps.Servers;
using NodaTime;
using NodaTime.TimeZones;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Windows of maintenance: over midnight, over the changes of the clocks, in every zone.</summary>
public sealed class WindowTests
{
    [Theory]
    [InlineData("2026-11-07T21:59:59Z", false)]
    [InlineData("2026-11-07T22:00:00Z", true)]
    [InlineData("2026-11-08T00:30:00Z", true)]
    [InlineData("2026-11-08T02:00:00Z", false)]
    public void A_window_over_midnight_is_one(string now, bool open) =>
        Assert.Equal(open, AlertWindows.IsOpen(Window("0 23 * * 6", 4, "Europe/Berlin"), DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", false)]
    [InlineData("2026-03-29T01:00:00Z", true)]
    [InlineData("2026-03-29T02:59:59Z", true)]
    [InlineData("2026-03-29T03:00:00Z", false)]
    public void A_beginning_in_the_hour_that_is_left_out_is_at_its_end(string now, bool open) =>
        Assert.Equal(open, AlertWindows.IsOpen(Window("30 2 * * *", 2, "Europe/Berlin"), DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("2026-10-25T00:29:59Z", false)]
    [InlineData("2026-10-25T00:30:00Z", true)]
    [InlineData("2026-10-25T01:29:59Z", true)]
    [InlineData("2026-10-25T01:30:00Z", false)]
    [InlineData("2026-10-25T01:45:00Z", false)]
    public void Of_the_hour_that_comes_twice_the_first_one_counts(string now, bool open) =>
        Assert.Equal(open, AlertWindows.IsOpen(Window("30 2 * * *", 1, "Europe/Berlin"), DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>A daily window in each zone that both libraries know, on the days around each change of its clocks over three years.</summary>
    [Fact]
    public void No_zone_differs_from_NodaTime()
    {
        var from = Instant.FromUtc(2024, 1, 1, 0, 0);
        var to = Instant.FromUtc(2027, 1, 1, 0, 0);
        var random = new Random(7);
        var (zones, moments) = (0, 0);
        foreach (var id in TzdbDateTimeZoneSource.Default.ZoneLocations!.Select(zone => zone.ZoneId).Where(id => TimeZoneInfo.TryFindSystemTimeZoneById(id, out _)))
        {
            var zone = DateTimeZoneProviders.Tzdb[id];
            var system = TimeZoneInfo.FindSystemTimeZoneById(id);
            var changes = zone.GetZoneIntervals(from, to).Skip(1).Select(interval => interval.Start).Where(change => IsSame(zone, system, change)).ToList();
            zones++;
            foreach (var change in changes)
            {
                var local = change.InZone(zone).LocalDateTime;
                var (hour, minute, hours) = (random.Next(24), random.Next(60), random.Next(1, 12));
                var window = Window($"{minute} {hour} * * *", hours, id);
                for (var step = -30; step <= 30; step++)
                {
                    var now = change.Plus(NodaTime.Duration.FromMinutes((step * 53) + random.Next(50)));
                    Assert.True(Expected(zone, now, hour, minute, hours) == AlertWindows.IsOpen(window, now.ToDateTimeOffset()), $"{id} {window} at {now} about {change} ({local})");
                    moments++;
                }
            }
        }

        Assert.True(zones > 250 && moments > 10_000, $"{zones} zones, {moments} moments");
    }

    // The tables of the two may be of different years: only what both know is compared.
    private static bool IsSame(DateTimeZone zone, TimeZoneInfo system, Instant change) =>
        new[] { -26, -1, 0, 1, 26 }.All(hours => change.Plus(NodaTime.Duration.FromHours(hours)) is var at && zone.GetUtcOffset(at).ToTimeSpan() == system.GetUtcOffset(at.ToDateTimeOffset()));

    private static bool Expected(DateTimeZone zone, Instant now, int hour, int minute, int hours)
    {
        var day = now.InZone(zone).Date;
        return Enumerable.Range(-2, 4).Select(offset => day.PlusDays(offset).At(new LocalTime(hour, minute))).Any(local =>
        {
            // Skipped: the end of the gap. Twice: the first.
            var begin = zone.ResolveLocal(local, Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, (skipped, known, before, after) => after.Start.InZone(known))).ToInstant();
            return begin <= now && now < begin.Plus(NodaTime.Duration.FromHours(hours));
        });
    }

    private static McpAlertWindow Window(string cron, int hours, string zone) => new("x", cron, TimeSpan.FromHours(hours)) { Zone = zone };
}
