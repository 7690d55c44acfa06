using McpOps.Auditing;
using McpOps.Auditing.Records;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Auditing;

/// <summary>The health check <c>audit</c>: the age of the last run, and what it left open.</summary>
public sealed class AuditCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, double, string, string> Ages => new()
    {
        { "", 1, HealthStatus.Healthy, "Nothing is open" },
        { "", 9, HealthStatus.Degraded, "Nothing is open" },
        { "", 36, HealthStatus.Unhealthy, "Nothing is open" },
        { "PERM001", 1, HealthStatus.Degraded, "1 high" },
        { "PERM002", 1, HealthStatus.Unhealthy, "1 critical, 0 high, 0 others, such as PERM002 x" },
        { "CONF001", 1, HealthStatus.Healthy, "0 critical, 0 high, 1 others" },
    };

    [Theory]
    [MemberData(nameof(Ages))]
    public void Age_and_open_findings_decide(string rule, double days, string status, string message)
    {
        McpFinding[] findings = rule.Length == 0 ? [] : [new FindingMaker(TimeProvider.System).Make(rule, "x", "", "web") with { Area = "tools" }];
        var judged = Judge([.. AuditRecord.Of(findings, ["web"], ["tools"], Now.AddDays(-days))]);
        Assert.Equal((status, days), (judged.Status, judged.Value));
        Assert.Contains(message, judged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_suppressed_or_fixed_is_not_open_and_what_the_host_has_is_said_once_and_of_no_server()
    {
        var maker = new FindingMaker(TimeProvider.System);
        McpFinding[] findings =
        [
            maker.Make("PERM002", "a", "", "web") with { State = FindingState.Suppressed }, maker.Make("PERM002", "b", "", "web") with { State = FindingState.Fixed },
            maker.Make("PERM001", "c", "") with { State = FindingState.Known }, maker.NotChecked("permissions", "d", "why"), maker.Make("PERM001", "e", "", "another"),
        ];
        AuditRecord[] records = [.. AuditRecord.Of(findings, ["web"], ["permissions"], Now)];
        var judged = Judge(records);
        Assert.Equal(HealthStatus.Healthy, judged.Status);
        Assert.Contains("Nothing is open", judged.Message, StringComparison.Ordinal);
        var host = Assert.Single(AuditCheck.OfHost(records));
        Assert.Equal(("host-audit", HealthStatus.Degraded), (host.Name, host.Status));
        Assert.Contains("0 critical, 2 high", host.Message, StringComparison.Ordinal);
        Assert.Contains("1 things could not be looked at", host.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_looked_at_of_several_servers_is_a_gap_of_each_of_them()
    {
        var finding = new FindingMaker(TimeProvider.System).NotCheckedOf("files", "servers", "No file that web, api would run is on this machine.", ["web", "api"]);
        var records = AuditRecord.Of([finding], ["web", "api", "other"], ["files"], Now).ToDictionary(record => record.Server ?? "", record => record.NotChecked);
        Assert.Equal((1, 1, 0, 0), (records["web"], records["api"], records["other"], records[""]));
    }

    [Fact]
    public void An_area_that_was_looked_at_long_ago_tells_the_age() => Assert.Equal(20, Judge(
        [.. AuditRecord.Of([], ["web"], ["tools", "secrets"], Now.AddDays(-20)), .. AuditRecord.Of([], ["web"], ["tools"], Now)]).Value);

    [Fact]
    public void A_server_that_was_never_audited_is_not_healthy() => Assert.Equal(HealthStatus.Degraded, Judge([.. AuditRecord.Of([], ["other"], ["tools"], Now)]).Status);

    [Fact]
    public async Task A_run_is_remembered_and_the_next_one_takes_its_place()
    {
        using var host = new PlantedHost();
        var script = host.Write("srv/server.py", "", "606");
        var server = McpServer.FromCommand(script, name: "web") with { History = new McpHistoryPlan { Store = host["state"] } };
        var check = new AuditCheck(new EngineContext());
        Assert.False(check.AppliesTo(server));
        Assert.True(check.AppliesTo(server with { Audit = new McpAuditExpectation() }));

        var options = host.Options with { Areas = ["permissions"], Servers = [server], Remember = true };
        await DependencyTests.AuditAsync(options);
        Assert.True(check.AppliesTo(server));
        var first = Assert.Single(await check.CheckAsync(server, TestContext.Current.CancellationToken), result => result.Name is "audit");
        PlantedHost.Mode(script, "700");
        await DependencyTests.AuditAsync(options);
        var second = Assert.Single(await check.CheckAsync(server, TestContext.Current.CancellationToken), result => result.Name is "audit");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Modes are read on Linux.");
        Assert.Equal((HealthStatus.Unhealthy, HealthStatus.Healthy), (first.Status, second.Status));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(host["state/audits.jsonl"]));
        }
    }

    [Fact]
    public async Task A_run_that_cannot_be_remembered_says_so_and_is_a_run()
    {
        using var host = new PlantedHost();
        var notices = new List<McpNotice>();
        var server = McpServer.FromCommand("/bin/true", name: "web") with { History = new McpHistoryPlan { Store = host.Write("state", "a file") } };
        var audit = new SecurityAudit(new EngineContext { Notices = new NoticeList(notices.Add) });
        await foreach (var _ in audit.RunAsync(host.Options with { Areas = ["permissions"], Servers = [server], Remember = true }, TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(["AuditNotRemembered"], notices.Select(notice => notice.Id));
    }

    [Fact]
    public void Audits_that_end_at_once_all_stand_in_the_journal()
    {
        using var folder = new TemporaryFolder();
        Parallel.For(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 8 }, number =>
        {
            new AuditJournal(folder["s"]).Write(AuditRecord.Of([], [$"server{number}"], ["tools"], Now));
            Assert.Contains(new AuditJournal(folder["s"]).Read(), record => record.Server == $"server{number}");
        });
        Assert.Equal(61, new AuditJournal(folder["s"]).Read().Count);
    }

    [Fact]
    public void Half_a_line_and_a_line_that_is_none_are_left_out()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["s"]);
        var journal = new AuditJournal(folder["s"]);
        journal.Write(AuditRecord.Of([], ["web"], ["tools"], Now));
        File.AppendAllText(Path.Combine(folder["s"], "audits.jsonl"), "{\"at\":\"2026");
        journal.Write(AuditRecord.Of([], ["web"], ["tools"], Now.AddDays(1)));
        Assert.Equal([Now.AddDays(1), Now.AddDays(1)], journal.Read().Select(record => record.At));
    }

    private static McpCheckResult Judge(IReadOnlyList<AuditRecord> records)
    {
        // What a later record of the same server and area says counts, as the journal reads them.
        var last = records.GroupBy(record => (record.Server, record.Area)).Select(group => group.Last()).ToList();
        return AuditCheck.Judge(new McpCheckResult { Name = "audit", Status = HealthStatus.Unknown, Unit = "days", Warning = 8, Critical = 35 }, "web", last, Now);
    }
}
