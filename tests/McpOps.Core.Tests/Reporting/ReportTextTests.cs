using System.Text;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using McpOps.Charts;
using McpOps.Logs;
using McpOps.Maintenance.Reports;
using McpOps.Monitoring;
using McpOps.Reporting;

namespace McpOps.Core.Tests.Reporting;

/// <summary>What a report is written as, whatever its records hold.</summary>
public sealed class ReportTextTests
{
    private const string Hostile = "</title><script>alert(1)</script>\u202E\u001b[2J\"'`|=cmd\r\n# x <img src=x onerror=y>";
    private static readonly DateTime Day = new(2026, 11, 19);

    public static TheoryData<string> Formats => [.. ReportFormats.All];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Hostile_text_stays_text(string format)
    {
        var text = ReportFormats.Write(Report(3, Hostile), format);
        if (format is not (ReportFormats.Json or ReportFormats.Csv))
        {
            // Markdown takes what stands behind a backslash for text.
            Assert.DoesNotMatch(@"(?<!\\)<(script|img)", text);
        }

        Assert.DoesNotContain('\u001b', text);
        Assert.True(format is ReportFormats.Json || !text.Contains('\u202E', StringComparison.Ordinal));
    }

    /// <summary>Each alone: beside a backtick, a name is no code in Markdown any more.</summary>
    [Theory]
    [InlineData("\u202E")]
    [InlineData("\u2066")]
    [InlineData("\u200F")]
    [InlineData("\u061C")]
    [InlineData("\u001b[2J")]
    [InlineData("\u0085")]
    [InlineData("\u2028")]
    public void What_turns_text_around_or_steers_a_terminal_is_shown_in_every_field(string control)
    {
        var report = Report(3, $"we{control}b");
        var message = ReportSender.Message(report);
        var texts = ReportFormats.All.Where(format => format is not ReportFormats.Json).Select(format => ReportFormats.Write(report, format)).Concat([message.Text, message.Title, message.Report!.Html, message.Report.File]);
        Assert.All(texts, text =>
        {
            Assert.DoesNotContain(control[0], text);
            Assert.Contains($"we\\u{(int)control[0]:x4}", text.Replace("\\\\", "\\", StringComparison.Ordinal), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Letters_that_run_from_right_to_left_and_those_of_many_bytes_stay_as_they_are_and_within_bounds()
    {
        var report = Report(50, "שרת 監控");
        Assert.All(ReportFormats.All, format => Assert.Contains("שרת 監控", System.Net.WebUtility.HtmlDecode(ReportFormats.Write(report, format)), StringComparison.Ordinal));
        Assert.InRange(Encoding.UTF8.GetByteCount(ReportFormats.Write(report, ReportFormats.Html)), 100_000, 1_000_000);
        var message = ReportSender.Message(report);
        Assert.InRange(Encoding.UTF8.GetByteCount(message.Report!.Html) + Encoding.UTF8.GetByteCount(message.Text), 10_000, 80_000);
    }

    [Fact]
    public void Ten_thousand_alerts_and_texts_without_an_end_fit_a_page_and_a_mail()
    {
        var (report, endless) = (Report(50, "web"), new string('x', 1_000_000));
        var many = ReportJudge.Judge(report with
        {
            Servers = [.. report.Servers.Select(server => server with { Alerts = [.. Enumerable.Range(0, 200).Select(index => server.Alerts[0] with { Id = $"{index}", Until = index % 2 == 0 ? null : Day, Message = index < 20 ? endless : $"{index}" })] })],
            Alerts = [.. Enumerable.Range(0, 10_000).Select(index => report.Servers[0].Alerts[0] with { Id = $"h{index}", Server = "host", Until = index % 2 == 0 ? null : Day })],
        });
        Assert.InRange(Encoding.UTF8.GetByteCount(ReportFormats.Write(many, ReportFormats.Html)), 100_000, 1_000_000);
        Assert.InRange(Encoding.UTF8.GetByteCount(ReportFormats.Write(many, ReportFormats.Markdown)), 100_000, 1_000_000);
        var message = ReportSender.Message(many);
        Assert.InRange(Encoding.UTF8.GetByteCount(message.Report!.Html) + Encoding.UTF8.GetByteCount(message.Text), 10_000, 80_000);
        Assert.Contains($"and {many.Actions.Count - 10} more", message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_asks_nobody_for_anything_and_has_no_script()
    {
        var page = ReportFormats.Write(Report(3, "web"), ReportFormats.Html);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http://", page.Replace("http://127.0.0.1:1/mcp", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.Single(page.Split("<h1>")[1..]);
    }

    [Fact]
    public void What_would_be_a_formula_is_none()
    {
        var report = Report(1, "=1+1") with { Objectives = [] };
        Assert.All(ReportFormats.Write(report, ReportFormats.Csv).Split('\n')[1..^1], line => Assert.StartsWith("'=1+1", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Fifty_servers_of_a_month_fit_a_page_and_a_mail()
    {
        var report = Report(50, "server");
        Assert.InRange(Encoding.UTF8.GetByteCount(ReportFormats.Write(report, ReportFormats.Html)), 100_000, 1_000_000);
        var message = ReportSender.Message(report);
        Assert.InRange(Encoding.UTF8.GetByteCount(message.Report!.Html + message.Text), 10_000, 80_000);
        Assert.Contains("The rest is in the attached report.", message.Report.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_copied_out_of_a_report_does_no_more_than_it_says()
    {
        var report = ReportJudge.Judge(Report(1, "a'; rm -rf ~ #"));
        Assert.Contains(report.Actions, action => action.Command == @"mcpops diagnose 'a'\''; rm -rf ~ #'" && action.Cmdlet == "Get-McpDiagnosis 'a''; rm -rf ~ #'");
    }

    [Fact]
    public void Every_chart_is_a_picture_with_title_and_description() => Prop.ForAll<string, string, float[]>(Draw).QuickCheckThrowOnFailure();

    private static void Draw(string title, string label, float[] values)
    {
        var text = new ChartText(title ?? "", "It shows " + title);
        var points = (values.Length == 0 ? [1] : values).Select(value => new ChartValue(label ?? "", float.IsFinite(value) ? Math.Abs((double)value) : null)).ToList();
        foreach (var svg in new[] { LineChart.Draw(text, points, "ms"), BarChart.Draw(text, points, ""), HeatStrip.Draw(text, [.. points.Select(point => (point.Label, ChartTone.Bad))]) })
        {
            var root = XDocument.Parse(svg).Root!;
            Assert.Equal(["title", "desc"], root.Elements().Take(2).Select(element => element.Name.LocalName));
            Assert.Equal("img", root.Attribute("role")!.Value);
        }
    }

    [Fact]
    public void A_gap_is_a_gap_in_a_line()
    {
        var text = new ChartText("t", "d");
        ChartValue[] values = [new("1", 1), new("2", 2), new("3", null), new("4", 4), new("5", 5), new("6", null), new("7", 7)];
        Assert.Equal([[0, 1], [3, 4], [6]], LineChart.Stretches(values));
        Assert.Equal(2, LineChart.Draw(text, values, "ms").Split("<polyline").Length - 1);
    }

    [Theory]
    [InlineData("2026-11-20T06:00", "daily", "2026-11-19", "2026-11-20")]
    [InlineData("2026-11-20T06:00", "weekly", "2026-11-09", "2026-11-16")]
    [InlineData("2026-11-16T00:00", "weekly", "2026-11-09", "2026-11-16")]
    [InlineData("2026-11-15T23:59", "weekly", "2026-11-02", "2026-11-09")]
    [InlineData("2026-03-01T00:00", "monthly", "2026-02-01", "2026-03-01")]
    [InlineData("2027-01-20T00:00", "monthly", "2026-12-01", "2027-01-01")]
    public void A_period_is_the_last_that_is_over_in_the_zone_of_the_reader(string now, string period, string from, string to)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var moment = DateTime.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        var found = ReportTimes.Of(new ReportOptions { Period = period }, new DateTimeOffset(moment, zone.GetUtcOffset(moment)), zone);
        Assert.Equal((from, to), (found.From.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), found.To.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (found.From.TimeOfDay, found.To.TimeOfDay));
        Assert.InRange(ReportTimes.Edges(found.From, found.To, zone).Count, 25, 32);
    }

    [Fact]
    public void What_was_seen_in_this_very_second_is_in_the_report()
    {
        var seen = new DateTimeOffset(Day, TimeSpan.Zero);
        var (from, to, _) = ReportTimes.Of(new ReportOptions { Since = seen.AddHours(-1).AddMilliseconds(10) }, seen.AddMilliseconds(20), TimeZoneInfo.Utc);
        Assert.Equal((seen.AddHours(-1).AddSeconds(1), seen.AddSeconds(1)), (from, to));
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-11-01", 31)]
    [InlineData("Europe/Berlin", "2026-04-01", 31)]
    [InlineData("America/Santiago", "2026-10-01", 30)]
    [InlineData("Asia/Kolkata", "2028-03-01", 29)]
    [InlineData("Australia/Lord_Howe", "2026-05-01", 30)]
    [InlineData("America/New_York", "2026-12-01", 30)]
    public void The_days_of_a_month_are_those_of_the_calendar_whatever_the_clocks_do(string id, string now, int days)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var moment = DateTime.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        var (from, to, _) = ReportTimes.Of(new ReportOptions { Period = ReportPeriod.Monthly }, new DateTimeOffset(moment, zone.GetUtcOffset(moment)), zone);
        var edges = ReportTimes.Edges(from, to, zone);
        Assert.Equal((from, to, days + 1), (edges[0], edges[^1], edges.Count));
        Assert.Equal(Enumerable.Range(1, days), edges.SkipLast(1).Select(edge => TimeZoneInfo.ConvertTime(edge, zone).Day));
        Assert.All(edges.Zip(edges.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromHours(23), TimeSpan.FromHours(25)));
    }

    [Fact]
    public void Any_time_is_cut_into_stretches_that_fit_a_page() => Prop.ForAll<int, uint>((start, minutes) =>
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var from = TimeZoneInfo.ConvertTime(new DateTimeOffset(Day, TimeSpan.Zero).AddMinutes(start % 1_000_000), zone);
        var to = from.AddSeconds(1 + (minutes % 50_000_000));
        var edges = ReportTimes.Edges(from, to, zone);
        Assert.Equal((from, to), (edges[0], edges[^1]));
        Assert.InRange(edges.Count, 2, 33);
        Assert.Equal(edges, edges.Distinct().Order());
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(100, null, "100 %")]
    [InlineData(98.8562, null, "98.9 %")]
    [InlineData(99.9978, null, "99.998 %")]
    [InlineData(99.9999, null, "99.9999 %")]
    [InlineData(0.07, null, "0.07 %")]
    [InlineData(0, null, "0 %")]
    [InlineData(99.5113, 99.5, "99.51 %")]
    [InlineData(99.4963, 99.5, "99.496 %")]
    [InlineData(99.5, 99.5, "99.5 %")]
    public void A_share_has_as_many_digits_as_a_reader_needs(double percent, double? beside, string text) => Assert.Equal(text, beside is { } other ? ShareText.Beside(percent, other) : ShareText.Of(percent));

    [Theory]
    [InlineData(-586.275, "spent 6.9 times")]
    [InlineData(0.0, "0 %")]
    [InlineData(39.086, "39 %")]
    [InlineData(0.26, "0.3 %")]
    [InlineData(null, "unknown")]
    public void What_is_left_of_a_budget_is_said_in_words(double? left, string text) => Assert.Equal(text, ReportWords.Budget(left));

    /// <summary>A step that is run by hand before the plan's first night is no run of the plan, and may fail.</summary>
    [Theory]
    [InlineData("Failed")]
    [InlineData("Interrupted")]
    public void A_plan_of_which_only_steps_were_run_is_told_without_a_time(string outcome)
    {
        var report = Report(1, "web");
        var judged = ReportJudge.Judge(report with { Servers = [report.Servers[0] with { Duties = [new McpReportDuty("daily", "02:00", null, outcome, false, "backup: there is no room")] }] });
        Assert.Contains(judged.Actions, action => action.Message == $"Of the plan 'daily' only steps were run: {outcome}. backup: there is no room");
    }

    private static McpReport Report(int servers, string name) => ReportJudge.Judge(new McpReport
    {
        Period = ReportPeriod.Monthly, From = Day.AddDays(-30), To = Day, MadeAt = Day.AddHours(6), Host = name,
        Limits = [name],
        Objectives =
        [
            .. Enumerable.Range(0, servers).Select(index => new McpObjective { Server = Name(name, index), Objective = "availability", Status = ObjectiveStatus.Missed, Window = "30d", Target = 99.5, Achieved = 98, UnknownShare = 0, Metric = name, From = Day, To = Day, Message = name }),
        ],
        Servers =
        [
            .. Enumerable.Range(0, servers).Select(index => new McpServerReport
            {
                Server = Name(name, index), Target = name, Samples = 43_200, Expected = 43_200, AvailabilityPercent = 99.4, AvailabilityBefore = 100, UnknownPercent = 0, ResponseP50Ms = 12, ResponseP95Ms = 80 + index, ResponseP95Before = 20,
                LogEntries = 100, LogErrors = 7, LogFiles = 2, LogRequests = 90, LogErrorRatePercent = 7.8, LogMeanMs = 12, LogP95Ms = 40, LogMaxMs = 900,
                LogRows = [.. Enumerable.Range(0, 30).Select(day => new McpLogRow { Start = Day.AddDays(day - 30), Entries = 100_000, Requests = 90_000, Errors = 7, ErrorRatePercent = 0.007, LatencyMeanMs = 12, LatencyP95Ms = 40 })],
                Figures = [.. Enumerable.Range(0, 12).Select(index => new McpReportFigure($"{name}{index}", name, 43_200, 5, 0, 40, 7, index == 0 ? 216_000 : null, 4.8))],
                Errors = [.. Enumerable.Range(0, 10).Select(error => new McpLogError { Template = $"{name} {error} something went wrong while it was fetching", Count = 5, IsNew = error == 0, First = Day, Last = Day })],
                Alerts = [new McpAlert { Id = "a", Server = Name(name, index), Rule = "health", Severity = AlertSeverity.Critical, State = AlertState.Firing, Since = Day, Message = name }],
                Duties = [new McpReportDuty("daily", "02:00", Day, "Ok", false, name)],
                Audits = [new McpReportAudit("tools", Day, 1, 0, 2, 0, name)],
                Stretches = [.. Enumerable.Range(0, 30).Select(day => new McpReportStretch(Day.AddDays(day - 30), Day.AddDays(day - 29), 1440, day % 7 == 0 ? null : 99.9, 12 + day, 80 + day))],
            }),
        ],
    });

    private static string Name(string name, int index) => index == 0 ? name : $"{name}{index}";
}
