using System.Text;
using System.Text.RegularExpressions;
using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>What other monitoring is handed: one table, as documented, as Prometheus reads it.</summary>
public sealed partial class ExpositionTests
{
    private const string Hostile = "a \"b\" \\ c\nd </script><script>alert(1)</script>";
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_documented_table_is_the_one_that_is_written()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "metrics.md"), Stop);
        var rows = Row().Matches(page).Select(row => $"{row.Groups["name"]} {row.Groups["kind"]} {row.Groups["labels"]}".Trim());
        Assert.Equal(MetricTable.All.Select(family => $"{family.Name} {family.Kind} {string.Join(' ', family.Labels)}".Trim()), rows);
    }

    [Fact]
    public void Everything_that_is_written_is_in_the_table_with_its_labels_and_everything_in_the_table_is_written()
    {
        var text = Text(openMetrics: false);
        var families = MetricTable.All.ToDictionary(family => family.Name, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] is not '#'))
        {
            var match = Series().Match(line);
            Assert.True(match.Success, line);
            Assert.Equal(families[match.Groups["name"].Value].Labels, match.Groups["label"].Captures.Select(label => label.Value));
            seen.Add(match.Groups["name"].Value);
        }

        Assert.Empty(families.Keys.Except(seen));
    }

    [Fact]
    public void Units_are_base_units()
    {
        var text = Text(openMetrics: false);
        foreach (var line in new[] { "mcpops_response_seconds{server=\"web\"} 0.25", "mcpops_log_error_ratio{server=\"web\"} 0.05", "mcpops_backup_age_seconds{server=\"web\"} 172800", "mcpops_process_resident_memory_bytes{server=\"web\"} 1000000", "mcpops_host_disk_ratio{path=\"/\"} 0.5", $"mcpops_certificate_not_after_timestamp_seconds{{server=\"web\",certificate=\"/etc/c.pem\"}} {Now.ToUnixTimeSeconds() + 864_000}" })
        {
            Assert.Contains(line + "\n", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Promtool_finds_nothing_wrong(bool openMetrics)
    {
        Assert.SkipWhen(Command.Find("promtool") is null, "promtool is not installed; tests/setup.sh installs it.");
        var text = Text(openMetrics);
        Assert.Equal(openMetrics, text.EndsWith("# EOF\n", StringComparison.Ordinal));

        // promtool reads the text format only; OpenMetrics calls a counter by another name than its samples.
        var plain = openMetrics ? text.Replace("# EOF\n", "", StringComparison.Ordinal).Replace("mcpops_probes counter", "mcpops_probes_total counter", StringComparison.Ordinal).Replace("mcpops_notifications counter", "mcpops_notifications_total counter", StringComparison.Ordinal)
            .Replace("HELP mcpops_probes ", "HELP mcpops_probes_total ", StringComparison.Ordinal).Replace("HELP mcpops_notifications ", "HELP mcpops_notifications_total ", StringComparison.Ordinal) : text;
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, plain, Stop);
        var checkedBy = await Command.RunAsync("/bin/sh", ["-c", $"promtool check metrics < '{file}'"], Stop);
        File.Delete(file);
        Assert.True(checkedBy.ExitCode == 0 && checkedBy.Output.Length + checkedBy.Error.Length == 0, checkedBy.Output + checkedBy.Error);
    }

    [Fact]
    public void A_probe_is_written_by_the_names_of_blackbox_and_ours()
    {
        var health = new McpHealth
        {
            Server = "web", Status = HealthStatus.Degraded, Verdict = "Healthy", LatencyMs = 200, ConnectMs = 20, CheckedAt = Now.LocalDateTime,
            Checks = [new McpCheckResult { Name = "certificates:/c.pem", Status = HealthStatus.Degraded, Value = 10 }, new McpCheckResult { Name = "certificates:b:443", Status = HealthStatus.Healthy, Value = 20 }],
        };
        var text = ProbeText.Of("web", health, TimeSpan.FromSeconds(0.2));
        Assert.Contains("probe_success 1\n", text, StringComparison.Ordinal);
        Assert.Contains("probe_duration_seconds 0.2\n", text, StringComparison.Ordinal);
        Assert.Contains($"probe_ssl_earliest_cert_expiry {Now.ToUnixTimeSeconds() + 864_000}\n", text, StringComparison.Ordinal);
        Assert.Contains("mcpops_check_status{server=\"web\",check=\"certificates\",subject=\"b:443\"} 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("mcpops_probes_total", text, StringComparison.Ordinal);
        Assert.Contains("probe_success 0\n", ProbeText.Of("web", null, TimeSpan.FromSeconds(9)), StringComparison.Ordinal);
    }

    private static string Text(bool openMetrics) => Encoding.UTF8.GetString(MetricText.Write(Snapshot(), openMetrics).Span);

    private static MetricSnapshot Snapshot()
    {
        var state = new WatchState();
        state.Runs.Put(new WatchRun(WatchRuns.Watch, Now, 60));
        state.Runs.Put(new WatchRun(OutboxLedger.Result(Hostile, sent: true), Now, 7));
        state.Outbox.Put(new OutboxEntry { Id = "1", Channel = Hostile, Kind = "fired", CreatedAt = Now.AddMinutes(-1) });
        state.Outbox.Put(new OutboxEntry { Id = "2", Channel = "mail", Kind = "fired", CreatedAt = Now, Dead = true });
        state.Rules.Put(new RuleState { Server = Hostile, Rule = "health", Phase = RulePhase.Firing, Severity = "critical", Since = Now, Episode = "1" });
        var values = MetricNames.Of(new McpServer { Name = "web" }).Where(name => name is not ("disk" or "certificates")).ToDictionary(name => name, _ => 1.0, StringComparer.Ordinal);
        values["response"] = 250;
        values["logs"] = 5;
        values["backup"] = 2;
        values["process-memory"] = 1e6;
        values["disk:/"] = 50;
        values["certificates:/etc/c.pem"] = 10;
        values["inodes:" + Hostile] = 1;
        values["tickets"] = 3;
        var objective = ObjectiveJudge.Judge(new McpServer { Name = "web" }, new McpTarget(Hostile, "success", 99.5), new ObjectiveCounts(Now.AddDays(-30), Now, TimeSpan.FromMinutes(1), 100, 1, [Now.ToUnixTimeSeconds()]));
        ServerFigures Of(string name) => new(name)
        {
            Sample = new McpSample { Server = name, Slot = Now, Status = HealthStatus.Healthy, Verdict = "Healthy", Values = values },
            Checks = [new McpCheckResult { Name = "disk:/", Status = HealthStatus.Unhealthy }, new McpCheckResult { Name = "protocol", Status = HealthStatus.Healthy }],
            Counts = (Now, 5, 2),
            Own = ["tickets"],
            Drift = true,
            DriftSince = Now,
            Objectives = [objective],
        };
        return new MetricSnapshot(Now, BoardState.Of(state, Now), [Of("web"), Of(Hostile), new ServerFigures("never seen")]);
    }

    [GeneratedRegex(@"^\| `(?<name>mcpops_\w+)` \| (?<kind>\w+) \| (?<labels>[\w ]*?) ?\|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex Row();

    [GeneratedRegex("""^(?<name>\w+)(\{((?<label>\w+)="([^"\\]|\\.)*",?)+\})? -?[0-9.Ee+-]+$""", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Series();
}
