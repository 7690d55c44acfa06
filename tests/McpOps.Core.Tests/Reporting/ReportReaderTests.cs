using McpOps.Core.Tests.Monitoring;
using McpOps.Maintenance;
using McpOps.Maintenance.Reports;
using McpOps.Monitoring;
using McpOps.Reporting;
using Microsoft.Extensions.Time.Testing;

namespace McpOps.Core.Tests.Reporting;

/// <summary>A report of a history whose truth is known.</summary>
public sealed class ReportReaderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 6, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Yesterday = new(2026, 11, 19, 0, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-reports-");
    private readonly FakeTimeProvider _time = new(Now);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Inventory => Path.Combine(_folder.FullName, "mcpops.json");

    [Fact]
    public async Task A_time_of_which_hardly_anything_is_known_is_not_compared_with()
    {
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp" } }""", ("web", minute => minute switch { >= 0 => ("Healthy", 200), >= -2 => ("Unhealthy", 10), _ => null }));
        var web = Assert.Single((await ReadAsync(new ReportOptions { Period = ReportPeriod.Daily })).Servers);
        Assert.Equal((100.0, null, null), (web.AvailabilityPercent, web.AvailabilityBefore, web.ResponseP95Before));
    }

    [Fact]
    public async Task A_day_says_what_the_samples_say_and_gaps_are_unknown()
    {
        // An hour bad, six hours without a sample; the day before all was well and faster.
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp", "slo": { "availability": { "target": 99.5 } } } }""", ("web", minute => minute switch
        {
            >= 0 and < 60 => ("Unhealthy", 0),
            >= 600 and < 960 => null,
            >= 0 => ("Healthy", 200),
            _ => ("Healthy", 100),
        }));
        var report = await ReadAsync(new ReportOptions { Period = ReportPeriod.Daily });
        var web = Assert.Single(report.Servers);
        Assert.Equal((Yesterday.LocalDateTime, Yesterday.AddDays(1).LocalDateTime, Now.LocalDateTime), (report.From, report.To, report.MadeAt));
        Assert.Equal((1440 - 360, 1440, 25.0), (web.Samples, web.Expected, web.UnknownPercent));
        Assert.Equal(Math.Round(100.0 * (1080 - 60) / 1080, 4), web.AvailabilityPercent);
        Assert.Equal((100.0, 200.0, 200.0, 100.0), (web.AvailabilityBefore, web.ResponseP50Ms, web.ResponseP95Ms, web.ResponseP95Before));
        Assert.Equal(24, web.Stretches.Count);
        Assert.Equal(6, web.Stretches.Count(stretch => stretch.AvailabilityPercent is null));
        Assert.Equal(0, web.Stretches[0].AvailabilityPercent);
        Assert.Equal(ObjectiveStatus.Missed, Assert.Single(report.Objectives).Status);
        Assert.Equal(ReportStatus.Attention, report.Status);
        Assert.StartsWith("'web' worked in 94.4 % of its samples (of 25 % of the time nothing is known); 2 things need a person, 1 of them now.", report.Verdict, StringComparison.Ordinal);
        Assert.Contains(report.Actions, action => action.Severity is AlertSeverity.Critical && action.Command.StartsWith("mcpops slo web --objective availability --until '2026-11-20T00:00:00", StringComparison.Ordinal) && action.Command.Contains(" --window 1d --config-path /", StringComparison.Ordinal));
        Assert.Equal(2, report.Changes.Count);

        var html = ReportFormats.Write(report, ReportFormats.Html);
        Assert.Contains("94.4 %", html, StringComparison.Ordinal);
        Assert.Contains("FAIL", html, StringComparison.Ordinal);
        Assert.Equal(html, ReportFormats.Write(await ReadAsync(new ReportOptions { Period = ReportPeriod.Daily }), ReportFormats.Html));
    }

    /// <summary>The inventory says a minute, and its timer runs <c>watch --once --every 15m</c>.</summary>
    [Fact]
    public async Task A_timers_own_interval_is_what_is_expected_of_it()
    {
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp", "slo": { "availability": { "target": 99.5 } } } }""", ("web", minute => minute % 15 == 0 ? ("Healthy", 200) : null));
        await using (var store = new JsonLinesStore(Path.Combine(_folder.FullName, "history")))
        {
            await using var turn = await store.BeginAsync(Stop);
            turn.State.Runs.Put(new WatchRun(WatchRuns.Watch, Now, 900));
            await turn.CommitAsync(Now, Stop);
        }

        var report = await ReadAsync(new ReportOptions { Period = ReportPeriod.Daily });
        Assert.Equal((96, 96, 0.0), (report.Servers[0].Samples, report.Servers[0].Expected, report.Servers[0].UnknownPercent));
        Assert.Equal(0, Assert.Single(report.Objectives).UnknownShare);
    }

    [Fact]
    public async Task Where_nobody_watches_any_more_it_is_said_and_nothing_is_down_now()
    {
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp" } }""", ("web", _ => ("Healthy", 200)));
        await using (var store = new JsonLinesStore(Path.Combine(_folder.FullName, "history")))
        {
            await using var turn = await store.BeginAsync(Stop);
            turn.State.Runs.Put(new WatchRun(WatchRuns.Watch, Yesterday.AddHours(20), 60));
            await turn.CommitAsync(Now, Stop);
        }

        var report = await ReadAsync(new ReportOptions { Period = ReportPeriod.Daily });
        Assert.Equal(Yesterday.AddHours(20).LocalDateTime, report.Servers[0].UnwatchedSince);
        Assert.StartsWith($"Nobody watches since {Yesterday.AddHours(20).LocalDateTime:yyyy-MM-dd HH:mm}: ", Assert.Single(report.Limits), StringComparison.Ordinal);
        var alert = new McpAlert { Id = "1", Server = "web", Rule = "health", State = "Firing", Severity = AlertSeverity.Critical, Verdict = "Unreachable", Message = "gone", Since = Yesterday.LocalDateTime };
        Assert.Contains("; 'web' was down when it was looked at last; ", Verdict(report.Servers[0] with { Alerts = [alert] }), StringComparison.Ordinal);
        Assert.Contains("; 'web' is down; ", Verdict(report.Servers[0] with { Alerts = [alert], UnwatchedSince = null }), StringComparison.Ordinal);

        // What answers well is ill of something else.
        Assert.DoesNotContain("down", Verdict(report.Servers[0] with { Alerts = [alert with { Verdict = "Healthy" }] }), StringComparison.Ordinal);
        string Verdict(McpServerReport server) => ReportJudge.Judge(report with { Servers = [server] }).Verdict;
    }

    [Fact]
    public async Task A_wildcard_that_fits_no_server_makes_a_report_incomplete_and_times_are_of_whole_seconds()
    {
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp" } }""", ("web", _ => ("Healthy", 200)));
        var report = await ReadAsync(new ReportOptions { Servers = ["web", "db*"], Since = Yesterday.AddSeconds(-0.5), Until = Yesterday.AddHours(1).AddSeconds(-0.9) });
        Assert.Equal("No server fits 'db*'.", Assert.Single(report.Limits));
        Assert.Equal((Yesterday.LocalDateTime, Yesterday.AddHours(1).LocalDateTime), (report.From, report.To));
    }

    [Fact]
    public async Task Where_nothing_was_watched_nothing_is_said_to_be_well()
    {
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp" } }""");
        var report = await ReadAsync(new ReportOptions { Period = ReportPeriod.Monthly });
        Assert.Equal((null, 100.0), (report.Servers[0].AvailabilityPercent, report.Servers[0].UnknownPercent));
        Assert.Equal(ReportStatus.Attention, report.Status);
        Assert.Contains("Nothing is known of any server", report.Verdict, StringComparison.Ordinal);
        Assert.DoesNotContain("100 %", ReportFormats.Write(report, ReportFormats.Markdown).Replace("Unknown time | 100 %", "", StringComparison.Ordinal).Replace("| 100 % | unknown", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_and_backups_that_cannot_be_read_are_said_and_end_nothing()
    {
        await WriteAsync($$"""
            { "web": { "url": "http://127.0.0.1:1/mcp", "logs": ["{{_folder.FullName}}/no-such.log"], "backup": { "destination": "{{_folder.FullName}}/store", "sets": { "a": { "paths": ["/etc/hostname"] } } } } }
            """, ("web", _ => ("Healthy", 5)));
        var notices = new List<McpNotice>();
        var report = await new ReportReader(new EngineContext { Time = _time, Notices = new Notes(notices) }).ReadAsync(new ReportOptions { ConfigPath = Inventory }, Stop);
        Assert.Contains(report.Limits, limit => limit.StartsWith("The logs of 'web' were not read", StringComparison.Ordinal));
        Assert.All(report.Limits, limit => Assert.Contains(notices, notice => notice.Id == "ReportIncomplete" && notice.Message == limit));
        Assert.Null(report.Servers[0].LogErrors);
        Assert.Contains(report.Actions, action => action.Command.StartsWith("mcpops backup web --config-path /", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_history_that_is_away_is_said_once_and_ends_nothing()
    {
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp", "slo": { "availability": { "target": 99.5 } } }, "db": { "url": "http://127.0.0.1:1/mcp" } }""");
        var report = await ReadAsync(new ReportOptions { Period = ReportPeriod.Daily, History = "postgres://nobody@127.0.0.1:1/none" });
        Assert.StartsWith("Nothing of the history is known", Assert.Single(report.Limits), StringComparison.Ordinal);
        Assert.Equal((2, ReportStatus.Attention), (report.Servers.Count, report.Status));
        Assert.All(report.Servers, server => Assert.Null(server.AvailabilityPercent));
    }

    [Fact]
    public async Task Errors_of_the_logs_of_that_time_are_counted_by_template()
    {
        var log = Path.Combine(_folder.FullName, "web.log");
        await File.WriteAllLinesAsync(log,
        [
            .. Enumerable.Range(0, 200).Select(index => $"2026-11-18 {index / 60:00}:{index % 60:00}:00,000 INFO [web] served {index}"),
            .. Enumerable.Range(0, 200).Select(index => $"2026-11-19 {index / 60:00}:{index % 60:00}:00,000 {(index % 50 == 0 ? "ERROR [web] lost peer" : "INFO [web] served")} {index}"),
        ], Stop);
        await WriteAsync($$"""{ "web": { "url": "http://127.0.0.1:1/mcp", "logs": ["{{log}}"] } }""", ("web", _ => ("Healthy", 5)));
        var web = (await ReadAsync(new ReportOptions { Since = Local(Yesterday), Until = Local(Yesterday.AddDays(1)) })).Servers[0];
        Assert.Equal((200, 4), (web.LogEntries, web.LogErrors));
        Assert.True(Assert.Single(web.Errors).IsNew);
    }

    [Fact]
    public async Task What_checks_and_sources_measured_stands_there_with_its_samples()
    {
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp", "metrics": { "sessions": { "endpoint": "s", "path": "$", "unit": "sessions" }, "logRequests": { "logs": "requests" } } } }""");
        await using (var store = new JsonLinesStore(Path.Combine(_folder.FullName, "history")))
        {
            await using var turn = await store.BeginAsync(Stop);
            await turn.AppendAsync([.. Enumerable.Range(-1440, 2880).Select(minute => new McpSample
            {
                Server = "web", Slot = Yesterday.AddMinutes(minute), Status = "Healthy", Verdict = "Healthy",
                Values = new Dictionary<string, double> { ["sessions"] = minute < 0 ? 3 : minute < 720 ? 4 : 6, ["logRequests"] = 2, ["process-memory"] = 3L << 30, ["connect"] = 1 },
            })], Stop);
            await turn.CommitAsync(Now, Stop);
        }

        var report = await ReadAsync(new ReportOptions { Since = Local(Yesterday), Until = Local(Yesterday.AddDays(1)) });
        var figures = report.Servers[0].Figures;
        Assert.Equal(["logRequests", "sessions", "process-memory"], figures.Select(figure => figure.Name));
        Assert.Equal(new McpReportFigure("sessions", "sessions", 1440, 5, 4, 6, 6, null, 3), figures[1]);
        Assert.Equal(2880, figures[0].Sum);
        var text = ReportFormats.Write(report, ReportFormats.Markdown);
        Assert.Contains("| sessions | 5 sessions on average, 4 to 6, last 6 (before: 3) | history, 1,440 samples |", text, StringComparison.Ordinal);
        Assert.Contains("| process-memory | 3 GiB (before: 3 GiB) |", text, StringComparison.Ordinal);
        Assert.Contains("| logRequests | 2,880 in all, 2 on average (before: 2) |", text, StringComparison.Ordinal);
        Assert.Contains("web,", ReportFormats.Write(report, ReportFormats.Csv).Split('\n').Single(line => line.Contains(",sessions,5,sessions,", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_is_none_is_refused()
    {
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp" } }""");
        Assert.Equal("InvalidPeriod", (await Assert.ThrowsAsync<McpOpsException>(() => ReadAsync(new ReportOptions { Since = Now, Until = Yesterday }))).ErrorId);
        Assert.Equal("InvalidPeriod", (await Assert.ThrowsAsync<McpOpsException>(() => ReadAsync(new ReportOptions { Until = Yesterday }))).ErrorId);
        Assert.Equal("InvalidPeriod", (await Assert.ThrowsAsync<McpOpsException>(() => ReadAsync(new ReportOptions { Since = Now.AddHours(1) }))).ErrorId);
        Assert.Equal("UnknownPeriod", (await Assert.ThrowsAsync<McpOpsException>(() => ReadAsync(new ReportOptions { Period = "hourly" }))).ErrorId);
        Assert.Equal("ServerNotFound", (await Assert.ThrowsAsync<McpOpsException>(() => ReadAsync(new ReportOptions { Servers = ["wbe"] }))).ErrorId);
    }

    [Fact]
    public async Task What_is_to_come_is_no_gap_maintenance_is_none_and_what_fired_of_the_host_is_said()
    {
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp" } }""", ("web", minute => minute is >= 0 and < 1320 ? ("Healthy", 5) : null));
        await using (var store = new JsonLinesStore(Path.Combine(_folder.FullName, "history")))
        {
            await using var turn = await store.BeginAsync(Stop);
            await turn.AppendAsync([.. Enumerable.Range(1320, 120).Select(minute => new McpSample { Server = "web", Slot = Yesterday.AddMinutes(minute), Status = "Unhealthy", Verdict = "Unreachable", Mark = "window:patching", Values = new Dictionary<string, double>() })], Stop);
            turn.State.Past.Put(new McpAlert { Id = "h", Server = "host", Rule = "host", Severity = AlertSeverity.Warning, State = AlertState.Resolved, Since = Yesterday.AddHours(3).LocalDateTime, Until = Yesterday.AddHours(4).LocalDateTime, Message = "disk:/ 97 %" });
            await turn.CommitAsync(Now, Stop);
        }

        var report = await ReadAsync(new ReportOptions { Since = Local(Yesterday), Until = Local(Yesterday.AddDays(1)) });
        Assert.Equal((100.0, 0.0, 8.3333), (report.Servers[0].AvailabilityPercent, report.Servers[0].UnknownPercent, report.Servers[0].MaintenancePercent));
        Assert.Equal((ReportStatus.Good, "'web' worked in 100 % of its samples; nothing needs a person."), (report.Status, report.Verdict));
        Assert.Contains("| Maintenance | 8.3 %, left out |", ReportFormats.Write(report, ReportFormats.Markdown), StringComparison.Ordinal);

        Assert.Equal("disk:/ 97 %", Assert.Single(report.Alerts).Message);
        Assert.Contains("## The host\n\n| Rule | Severity |", ReportFormats.Write(report, ReportFormats.Markdown), StringComparison.Ordinal);

        var until = await ReadAsync(new ReportOptions { Since = Now.AddHours(-1), Until = Now.AddDays(9) });
        Assert.Equal((Now.LocalDateTime, 60), (until.To, until.Servers[0].Expected));
    }

    /// <summary>What fired on the first day of the longest month is known until the end of the next one; and where more fired than is remembered, the report does not say that it is all.</summary>
    [Fact]
    public async Task What_fired_in_a_month_is_remembered_for_its_report_and_what_was_forgotten_is_said()
    {
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp" } }""", ("web", _ => ("Healthy", 5)));
        var first = Now.AddDays(-60);
        await FiredAsync([Fired("first", first)]);
        var month = await ReadAsync(new ReportOptions { Since = first.AddHours(-1), Until = Now });
        Assert.Equal(("first", 0), (Assert.Single(month.Servers[0].Alerts).Id, month.Limits.Count));

        await FiredAsync(Enumerable.Range(0, 1_200).Select(index => Fired($"{index:0000}", Now.AddMinutes(-index - 2))));
        var flood = await ReadAsync(new ReportOptions { Since = Now.AddDays(-1), Until = Now });
        Assert.Equal(1_000, flood.Servers[0].Alerts.Count);
        Assert.StartsWith($"What fired and was over before {Now.AddMinutes(-1_000).LocalDateTime:yyyy-MM-dd HH:mm} is not known", Assert.Single(flood.Limits), StringComparison.Ordinal);
        Assert.Empty((await ReadAsync(new ReportOptions { Since = Now.AddHours(-1), Until = Now })).Limits);
    }

    private static McpAlert Fired(string id, DateTimeOffset since) =>
        new() { Id = id, Server = "web", Rule = "health", Severity = AlertSeverity.Warning, State = AlertState.Resolved, Since = since.LocalDateTime, Until = since.AddMinutes(1).LocalDateTime, Message = "slow" };

    private async Task FiredAsync(IEnumerable<McpAlert> alerts)
    {
        await using var store = new JsonLinesStore(Path.Combine(_folder.FullName, "history"));
        await using var turn = await store.BeginAsync(Stop);
        alerts.ToList().ForEach(turn.State.Past.Put);
        Housekeeping.Prune(turn.State, Now);
        await turn.CommitAsync(Now, Stop);
    }

    [Fact]
    public async Task A_plan_writes_the_report_and_mails_it_with_the_page_attached()
    {
        await using var sink = new MailSink("250 taken");
        var page = Path.Combine(_folder.FullName, "day.html");
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp" }, "db": { "url": "http://127.0.0.1:1/mcp" } }""", $$"""
            "channels": { "mail": { "kind": "smtp", "host": "127.0.0.1", "port": {{sink.Port}}, "security": "none", "from": "mcp@example.org", "to": ["ops@example.org"] }, "gone": { "kind": "file", "path": "/etc/hostname/x" } },
            "plans": { "daily": { "at": "06:00", "steps": [{ "use": "report", "with": { "path": "{{page}}", "to": "mail" } }] }, "weekly": { "steps": [{ "use": "report", "with": { "to": ["gone"] } }] } },
            """, ("web", _ => ("Healthy", 5)));
        var dry = await RunAsync(new MaintenanceOptions { Plan = "daily", DryRun = true });
        Assert.Equal((StepOutcome.WouldChange, 2), (Assert.Single(dry).Outcome, dry[0].ChangedCount));
        Assert.False(File.Exists(page));

        // Once for all servers.
        var step = Assert.Single(await RunAsync(new MaintenanceOptions { Plan = "daily" }));
        Assert.True(step.Outcome is StepOutcome.Changed, step.Message);
        Assert.Contains("Daily report", await File.ReadAllTextAsync(page, Stop), StringComparison.Ordinal);

        // A line that begins with a dot has two of them on the way (RFC 5321, 4.5.2).
        var sent = sink.Received.Replace("\n..", "\n.", StringComparison.Ordinal);
        var mail = MimeKit.MimeMessage.Load(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(sent)), Stop);
        Assert.EndsWith("1 to do", mail.Subject, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(page, Stop), Assert.IsType<MimeKit.TextPart>(Assert.Single(mail.Attachments)).Text.ReplaceLineEndings("\n"));
        Assert.Contains("What needs a person", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("There is no sample of this time", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", mail.HtmlBody, StringComparison.Ordinal);

        var failed = Assert.Single(await RunAsync(new MaintenanceOptions { Plan = "weekly" }));
        Assert.Equal(StepOutcome.Failed, failed.Outcome);
        Assert.Contains("'gone'", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "path": "x.pdf" }""")]
    [InlineData("""{ "period": "hourly", "path": "x.md" }""")]
    [InlineData("{ }")]
    public async Task A_step_that_says_no_place_or_no_period_is_refused_before_anything_runs(string with)
    {
        await WriteAsync("""{ "web": { "url": "http://127.0.0.1:1/mcp" } }""", $$""" "plans": { "daily": { "steps": [{ "use": "report", "with": {{with}} }] } }, """);
        Assert.Equal("PlanStepInvalid", (await Assert.ThrowsAsync<McpOpsException>(() => RunAsync(new MaintenanceOptions { Plan = "daily" }))).ErrorId);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static DateTimeOffset Local(DateTimeOffset time) => new(DateTime.SpecifyKind(time.DateTime, DateTimeKind.Unspecified), TimeZoneInfo.Local.GetUtcOffset(time.DateTime));

    private Task<McpReport> ReadAsync(ReportOptions options) => new ReportReader(new EngineContext { Time = _time }).ReadAsync(options with { ConfigPath = Inventory }, Stop);

    private async Task<IReadOnlyList<McpMaintenanceStep>> RunAsync(MaintenanceOptions options)
    {
        var steps = new List<McpMaintenanceStep>();
        await foreach (var step in new MaintenanceEngine(new EngineContext { Time = _time }).RunAsync(options with { ConfigPath = Inventory }, Stop))
        {
            steps.Add(step);
        }

        return steps;
    }

    private Task WriteAsync(string servers, params (string Server, Func<int, (string Status, double Response)?> Sample)[] histories) => WriteAsync(servers, "", histories);

    // Two days of minutes up to now, counted from the beginning of yesterday.
    private async Task WriteAsync(string servers, string more, params (string Server, Func<int, (string Status, double Response)?> Sample)[] histories)
    {
        var place = Path.Combine(_folder.FullName, "history");
        await File.WriteAllTextAsync(Inventory, $$"""{ "history": { "store": "{{place}}" }, {{more}} "servers": {{servers}} }""", Stop);
        await using var store = new JsonLinesStore(place);
        await using var turn = await store.BeginAsync(Stop);
        foreach (var (server, sample) in histories)
        {
            var samples = Enumerable.Range(-1440, 2880).Select(minute => (At: Yesterday.AddMinutes(minute), Found: sample(minute))).Where(one => one.Found is not null).Select(one => new McpSample
            {
                Server = server, Slot = one.At, Status = one.Found!.Value.Status, Verdict = one.Found.Value.Status is "Healthy" ? "Healthy" : "Unreachable",
                Values = one.Found.Value.Status is "Healthy" ? new Dictionary<string, double>(StringComparer.Ordinal) { ["response"] = one.Found.Value.Response } : [],
            });
            await turn.AppendAsync([.. samples], Stop);
        }

        await turn.CommitAsync(Now, Stop);
    }

    private sealed class Notes(List<McpNotice> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value) => notices.Add(value);
    }
}
