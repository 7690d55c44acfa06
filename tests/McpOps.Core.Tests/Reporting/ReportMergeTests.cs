using McpOps.Monitoring;
using McpOps.Reporting;

namespace McpOps.Core.Tests.Reporting;

/// <summary>Reports of several hosts are one report.</summary>
public sealed class ReportMergeTests : IDisposable
{
    private static readonly DateTime Day = new(2026, 11, 19, 0, 0, 0, DateTimeKind.Local);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Servers_of_one_name_stay_apart_and_each_command_goes_to_its_host()
    {
        var report = ReportMerge.Join([Report("b", 98), Report("a", 100)]);
        Assert.Equal(["a", "b"], report.Hosts);
        Assert.Equal("a, b", report.Host);
        Assert.Equal([("web", "a"), ("web", "b")], report.Servers.Select(server => (server.Server, server.Host!)));
        Assert.Contains("'web on b' the least", report.Verdict, StringComparison.Ordinal);
        var action = Assert.Single(report.Actions, action => action.Message.Contains("missed", StringComparison.Ordinal));
        Assert.Equal(("web", "b"), (action.Server, action.Host));
        Assert.StartsWith("mcpops slo web --objective availability --until '2026-11-20T00:00:00", action.Command, StringComparison.Ordinal);
        Assert.EndsWith("' --window 1d --host b", action.Command, StringComparison.Ordinal);
        Assert.StartsWith("Invoke-Command -HostName b { Get-McpObjective web availability -Until '2026-11-20T00:00:00", action.Cmdlet, StringComparison.Ordinal);
        Assert.EndsWith("' -Window 1d }", action.Cmdlet, StringComparison.Ordinal);
        Assert.Contains(report.Actions, one => one is { Server: null, Host: "b", Message: "host is bad since 2026-11-19 00:00: disk:/ 97 %", Command: "mcpops alerts host --host b" });
        var page = ReportFormats.Write(report, ReportFormats.Html);
        Assert.Contains("<h3>web on a</h3>", page, StringComparison.Ordinal);
        Assert.Contains("<h2>The host b</h2>", page, StringComparison.Ordinal);
        Assert.Contains("Daily report of a, b", page, StringComparison.Ordinal);
        Assert.Contains("\nweb,b,Availability,98,", ReportFormats.Write(report, ReportFormats.Csv), StringComparison.Ordinal);
    }

    [Fact]
    public void In_any_order_and_in_steps_the_whole_is_the_same()
    {
        var (a, b, c) = (Report("a", 100), Report("b", 98), Report("c", 99.5));
        var whole = ReportFormats.Write(ReportMerge.Join([a, b, c]), ReportFormats.Json);
        Assert.Equal(whole, ReportFormats.Write(ReportMerge.Join([c, b, a]), ReportFormats.Json));
        Assert.Equal(whole, ReportFormats.Write(ReportMerge.Join([ReportMerge.Join([a, b]), c]), ReportFormats.Json));
        Assert.Equal(ReportFormats.Write(a, ReportFormats.Json), ReportFormats.Write(ReportMerge.Join([a]), ReportFormats.Json));
    }

    [Fact]
    public void Of_two_reports_of_a_host_the_newer_counts_and_another_time_is_said()
    {
        var old = Report("a", 10) with { MadeAt = Day };
        var later = Report("b", 100) with { From = Day.AddHours(2), To = Day.AddHours(26) };
        var report = ReportMerge.Join([old, Report("a", 100), later]);
        Assert.Equal([100, 100], report.Servers.Select(server => server.AvailabilityPercent!.Value));
        Assert.Contains(report.Limits, limit => limit.StartsWith("b: its report is of the time from 2026-11-19 02:00", StringComparison.Ordinal));
        Assert.Equal("ReportsDiffer", Assert.Throws<McpOpsException>(() => ReportMerge.Join([old, later with { Period = ReportPeriod.Weekly }])).ErrorId);
        Assert.Equal("NothingToMerge", Assert.Throws<McpOpsException>(() => ReportMerge.Join([])).ErrorId);
    }

    [Fact]
    public void A_host_that_said_nothing_is_in_the_verdict_and_needs_a_person()
    {
        var silent = Report("c", 100) with { Servers = [], Objectives = [], Alerts = [], Audits = [], Limits = ["It did not answer."] };
        var report = ReportMerge.Join([Report("a", 100), Report("b", 100), silent]);
        Assert.Contains("; of host 'c' nothing is known; ", report.Verdict, StringComparison.Ordinal);
        Assert.Contains(report.Actions, one => one is { Server: null, Host: "c", Severity: AlertSeverity.Warning, Command: "mcpops health --host c" });
        Assert.Equal(report.Verdict, ReportMerge.Join([ReportMerge.Join([Report("a", 100), silent]), Report("b", 100)]).Verdict);
    }

    [Fact]
    public async Task What_was_written_is_read_again_one_many_and_of_a_version_that_knew_no_hosts()
    {
        var report = Report("a", 98);
        var text = ReportFormats.Write(report, ReportFormats.Json);
        Assert.Equal(text, ReportFormats.Write(Assert.Single(await ReadAsync(text)), ReportFormats.Json));
        Assert.Equal(2, (await ReadAsync($"[{text},{text}]")).Count);
        var old = """{ "period": "daily", "from": "2026-11-19T00:00:00+00:00", "to": "2026-11-20T00:00:00+00:00", "madeAt": "2026-11-20T06:00:00+00:00", "host": "old", "servers": [{ "server": "web", "samples": 3 }], "audits": [{ "area": "host", "at": "2026-11-19T00:00:00+00:00", "critical": 0, "high": 1, "others": 0, "notChecked": 0, "worst": null }] }""";
        var read = ReportMerge.Join(await ReadAsync(old));
        Assert.Equal(("old", "old"), (read.Servers[0].Host, read.Audits[0].Host));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Welcome!")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("""{ "period": "daily", "from": "soon", "to": "x", "madeAt": "y", "host": "a" }""")]
    public async Task What_is_no_report_is_told_by_its_file(string text)
    {
        var wrong = await Assert.ThrowsAsync<McpOpsException>(() => ReadAsync(text));
        Assert.Equal("ReportNotReadable", wrong.ErrorId);
        Assert.Contains(File, wrong.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string File => _folder["report.json"];

    private async Task<IReadOnlyList<McpReport>> ReadAsync(string text)
    {
        await System.IO.File.WriteAllTextAsync(File, text, Stop);
        return await ReportFile.ReadAsync(File, Stop);
    }

    private static McpReport Report(string host, double availability) => ReportJudge.Judge(new McpReport
    {
        Period = ReportPeriod.Daily, From = Day, To = Day.AddDays(1), MadeAt = Day.AddDays(1).AddHours(6), Host = host, Hosts = [host], Limits = ["something"],
        Audits = [new McpReportAudit("host", Day, 0, 1, 0, 0, "a port") { Host = host }],
        Alerts = [new McpAlert { Id = "h", Host = host, Server = "host", Rule = "host", Severity = AlertSeverity.Critical, State = AlertState.Firing, Since = Day, Message = "disk:/ 97 %" }],
        Objectives = [new McpObjective { Server = "web", Host = host, Objective = "availability", Status = availability < 99 ? ObjectiveStatus.Missed : ObjectiveStatus.Met, Window = "30d", Target = 99, Achieved = availability, UnknownShare = 0, Metric = "success", From = Day, To = Day.AddDays(1), Message = "" }],
        Servers = [new McpServerReport { Server = "web", Host = host, Samples = 1440, Expected = 1440, AvailabilityPercent = availability, AvailabilityBefore = availability, UnknownPercent = 0, Certificates = new Dictionary<string, double> { ["certificates:x"] = 90 } }],
    });
}
