using System.Text;
using McpOps.Monitoring;
using McpOps.Reporting;

namespace McpOps.Core.Tests.Reporting;

/// <summary>What an owner reads in the first lines of a report.</summary>
public sealed class ReportJudgeTests
{
    private static readonly DateTime Day = new(2026, 11, 19, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void What_is_held_needs_nobody_and_what_somebody_knows_says_who()
    {
        var report = Judge(
            Server("db", Alert("db", "health", "critical")),
            Server("web", Alert("web", "health", "critical") with { Muted = "dependency:db" }, Alert("web", "disk", "warning") with { AcknowledgedBy = "ann", Comment = "disk ordered" }));
        Assert.Equal(["db: health is bad since 2026-11-19 08:00: It hangs.", "web: disk is bad since 2026-11-19 08:00: It hangs. (ann knows: disk ordered)"], report.Actions.Select(action => $"{action.Server}: {action.Message}"));
        Assert.Contains("; 'db' is down; 2 things need a person, 1 of them now.", report.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_that_worked_the_least_one_is_not_named_alone()
    {
        var report = Judge(Server("a") with { AvailabilityPercent = 0 }, Server("b") with { AvailabilityPercent = 0 }, Server("c"));
        Assert.Contains("'a' and 1 more the least with 0 %", report.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_two_thousand_servers_is_less_than_a_megabyte_and_has_what_needs_a_person()
    {
        var report = Judge([.. Enumerable.Range(0, 2000).Select(index => Server($"server{index}") with { AvailabilityPercent = 99 }), Server("zz-last", Alert("zz-last", "health", "critical"))]);
        var page = ReportFormats.Write(report, "html");
        Assert.InRange(Encoding.UTF8.GetByteCount(page), 100_000, 1_000_000);
        Assert.Contains(">zz-last</h", page, StringComparison.Ordinal);
        Assert.Equal(page, ReportFormats.Write(report, "html"));
    }

    private static McpReport Judge(params McpServerReport[] servers) => ReportJudge.Judge(new McpReport { Period = ReportPeriod.Daily, From = Day, To = Day.AddDays(1), MadeAt = Day.AddHours(30), Host = "vm", Hosts = ["vm"], Servers = servers });

    private static McpServerReport Server(string name, params McpAlert[] alerts) => new() { Server = name, Host = "vm", Target = "http://127.0.0.1:1/mcp", Samples = 1440, UnknownPercent = 0, AvailabilityPercent = 100, Alerts = alerts };

    private static McpAlert Alert(string server, string rule, string severity) => new() { Id = $"{server}/{rule}/1", Server = server, Rule = rule, Severity = severity, State = AlertState.Firing, Since = Day.AddHours(8), Message = "It hangs." };
}
