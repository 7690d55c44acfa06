using System.Diagnostics;

namespace McpOps.Cli.Tests.Guides.Month;

/// <summary>Plays a month of a replica, and compares what people were told, what was done and what the report says with what is known to have happened.</summary>
public abstract class MonthRun(ITestOutputHelper output)
{
    private protected static TimeSpan Day(int day, int hour, int minute = 0, int second = 0) => new(day - 1, hour, minute, second);

    private protected async Task PlayAsync(GuideReplica replica, IReadOnlyList<string> checks, IReadOnlyList<MonthEvent> events, IReadOnlyList<MonthAlert> alerts, IReadOnlyList<MonthRecovery> recoveries)
    {
        await using var month = new PlayedMonth(replica, checks);
        var started = Stopwatch.GetTimestamp();
        await month.PlayAsync(events);
        output.WriteLine($"played in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        foreach (var channel in Directory.GetFiles(replica.Root, "*.jsonl"))
        {
            output.WriteLine(Path.GetFileName(channel) + "\n" + string.Join('\n', month.Sent(Path.GetFileNameWithoutExtension(channel)).Select(one => $"  {one.GetProperty("at")} {one.GetProperty("kind")} {one.GetProperty("server")} {one.GetProperty("rule")} {one.GetProperty("severity")}: {one.GetProperty("message")}")));
        }

        output.WriteLine(string.Join('\n', month.Words.Select(word => $"{word.Server} {word.Outcome}: {word.Message}")));
        output.WriteLine(string.Join('\n', month.Notices));

        // Told once: what fired is what was caused, and nothing else, in each channel of its route and in no other.
        var channels = Directory.GetFiles(replica.Root, "*.jsonl").Select(file => Path.GetFileNameWithoutExtension(file)!).ToList();
        var fired = channels.SelectMany(channel => month.Sent(channel).Where(one => one.GetProperty("kind").GetString() is "fired")
            .Select(one => (Channel: channel, Server: one.GetProperty("server").GetString(), Rule: one.GetProperty("rule").GetString(), Severity: one.GetProperty("severity").GetString(), Message: one.GetProperty("message").GetString()!))).ToList();
        Assert.Equal(
            alerts.SelectMany(alert => alert.Channels.Select(channel => $"{channel}: {alert.Server} {alert.Rule} {alert.Severity}")).Order(StringComparer.Ordinal),
            fired.Select(one => $"{one.Channel}: {one.Server} {one.Rule} {one.Severity}").Order(StringComparer.Ordinal));
        foreach (var alert in alerts)
        {
            Assert.Contains(fired, one => one.Server == alert.Server && one.Rule == alert.Rule && one.Message.Contains(alert.Cause, StringComparison.OrdinalIgnoreCase));
        }

        // Recovered, or refused for its reason.
        Assert.Equal(recoveries.Select(one => $"{one.Server} {one.Outcome}"), month.Words.Select(word => $"{word.Server} {word.Outcome}"));
        Assert.All(recoveries.Zip(month.Words), pair => Assert.Contains(pair.First.Reason, pair.Second.Message, StringComparison.OrdinalIgnoreCase));

        // In the report, with the figures that are known.
        var report = await month.ReportAsync();
        Assert.Empty(report.Limits);
        foreach (var server in report.Servers)
        {
            var slots = (long)((month.To - month.From) / PlayedMonth.Every);
            var bad = month.BadSlots(server.Server);
            output.WriteLine($"{server.Server}: {server.AvailabilityPercent} %, down {server.DowntimeSeconds} s of {month.DownSeconds(server.Server):0.0} s");
            Assert.Equal((slots, slots), (server.Samples, server.Expected));
            Assert.Equal(bad * PlayedMonth.Every.TotalSeconds, server.DowntimeSeconds);
            Assert.Equal(100.0 * (slots - bad) / slots, server.AvailabilityPercent!.Value, 4);

            // What is begun and ended beside slots is known to one interval; what is ended by the recovery is so to the seconds that it takes.
            Assert.InRange(month.DownSeconds(server.Server) - server.DowntimeSeconds!.Value, -40 * Math.Max(1, alerts.Count), 1);
            var expected = alerts.Where(alert => alert.Server == server.Server).Select(alert => $"{alert.Rule} {alert.Severity}").Order(StringComparer.Ordinal);
            Assert.Equal(expected, server.Alerts.Where(alert => alert.Muted is null).Select(alert => $"{alert.Rule} {alert.Severity}").Order(StringComparer.Ordinal));
            Assert.All(server.Alerts, alert => Assert.NotNull(alert.Until));
        }
    }
}
