using System.Text.Json.Nodes;
using McpOps.Core.Tests.Servers;
using McpOps.Monitoring;

namespace McpOps.Core.Tests.Monitoring.Dashboards;

/// <summary>What is written is what promtool and amtool take, whatever the inventory holds.</summary>
public sealed class DashboardToolTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Inventories => ["one", "hundred", "hostile", "channels", .. DashboardInventories.Profiles];

    public void Dispose() => _machine.Dispose();

    [Theory]
    [MemberData(nameof(Inventories))]
    public async Task Promtool_and_amtool_find_nothing_wrong(string name)
    {
        Assert.SkipWhen(Command.Find("promtool") is null || Command.Find("amtool") is null, "promtool and amtool are not installed; tests/setup.sh installs them.");
        var (folder, _) = await DashboardInventories.WriteAsync(_machine, Of(name), new DashboardOptions { PostgresExporters = name.Contains("postgres", StringComparison.Ordinal) ? ["127.0.0.1:9187"] : [] });
        await PassesAsync("promtool", "check", "config", Path.Combine(folder, "prometheus", "prometheus.yml"));
        await PassesAsync("promtool", "check", "rules", "--lint=all", "--lint-fatal", Path.Combine(folder, "prometheus", "mcpops.rules.yml"));
        await PassesAsync("amtool", "check-config", Path.Combine(folder, "alertmanager", "alertmanager.yml"));
    }

    [Fact]
    public async Task Rules_fire_when_the_watch_would_with_its_words_and_are_over_when_it_would()
    {
        Assert.SkipWhen(Command.Find("promtool") is null, "promtool is not installed; tests/setup.sh installs it.");
        var server = DashboardInventories.Plain();
        server["rules"] = new JsonObject { ["slow {{ x"] = new JsonObject { ["metric"] = "response", ["window"] = "5m", ["above"] = new JsonObject { ["critical"] = 500 }, ["advice"] = "Ask {{ the owner }}." } };
        server["slo"] = new JsonObject { ["availability"] = new JsonObject { ["target"] = 99.9 } };
        var (folder, _) = await DashboardInventories.WriteAsync(_machine, DashboardInventories.Of(("web", server)));
        var rules = Path.Combine(folder, "prometheus", "mcpops.rules.yml");

        // Every minute a value: the watch needs three bad samples, two more minutes after the first; and two good ones.
        var test = _machine.Write("test.yml", $$$"""
            rule_files: ['{{{rules}}}']
            evaluation_interval: 1m
            tests:
            - interval: 1m
              input_series:
              - { series: 'mcpops_server_status{server="web",status="Unhealthy"}', values: '0 1 1 1 1 0 0 0 0' }
              - { series: 'mcpops_server_status{server="web",status="Degraded"}', values: '0x8' }
              - { series: 'mcpops_server_status{server="gated",status="Unhealthy"}', values: '0 1x7' }
              - { series: 'mcpops_verdict{server="gated",verdict="AuthRequired"}', values: '1x8' }
              alert_rule_test:
              - { eval_time: 2m, alertname: mcpops_health }
              - eval_time: 3m
                alertname: mcpops_health
                exp_alerts:
                - exp_labels: { server: web, rule: health, severity: critical }
                  exp_annotations: { summary: web does not work, description: "'mcpops health' (Get-McpHealth) says what is the matter, 'mcpops diagnose' (Get-McpDiagnosis) what ails it." }
                - exp_labels: { server: web, rule: health, severity: warning }
                  exp_annotations: { summary: web is not healthy, description: "'mcpops health' (Get-McpHealth) says what is the matter." }
                - exp_labels: { server: gated, rule: health, severity: warning }
                  exp_annotations: { summary: gated is not healthy, description: "'mcpops health' (Get-McpHealth) says what is the matter." }
              - eval_time: 5m
                alertname: mcpops_health
                exp_alerts:
                - exp_labels: { server: web, rule: health, severity: critical }
                  exp_annotations: { summary: web does not work, description: "'mcpops health' (Get-McpHealth) says what is the matter, 'mcpops diagnose' (Get-McpDiagnosis) what ails it." }
                - exp_labels: { server: web, rule: health, severity: warning }
                  exp_annotations: { summary: web is not healthy, description: "'mcpops health' (Get-McpHealth) says what is the matter." }
                - exp_labels: { server: gated, rule: health, severity: warning }
                  exp_annotations: { summary: gated is not healthy, description: "'mcpops health' (Get-McpHealth) says what is the matter." }
              - eval_time: 7m
                alertname: mcpops_health
                exp_alerts:
                - exp_labels: { server: gated, rule: health, severity: warning }
                  exp_annotations: { summary: gated is not healthy, description: "'mcpops health' (Get-McpHealth) says what is the matter." }
            - interval: 1m
              input_series:
              - { series: 'mcpops_response_seconds{server="web"}', values: '9 9 9 9 9 0.1x8' }
              alert_rule_test:
              - { eval_time: 1m, alertname: 'mcpops_slow {{ x' }
              - eval_time: 2m
                alertname: 'mcpops_slow {{ x'
                exp_alerts:
                - exp_labels: { server: web, rule: 'slow {{ x', severity: critical }
                  exp_annotations: { summary: 'web: the mean of response over 5 min is above 500 ms', description: 'Ask {{ the owner }}.' }
              - { eval_time: 12m, alertname: 'mcpops_slow {{ x' }
            - interval: 1m
              input_series:
              - { series: 'mcpops_slo_burn_rate{server="web",objective="availability",window="1h"}', values: '16.6667x4 50x4 0x4' }
              - { series: 'mcpops_slo_burn_rate{server="web",objective="availability",window="5m"}', values: '200x4 400x4 0x4' }
              alert_rule_test:
              - { eval_time: 3m, alertname: 'mcpops_slo:availability' }
              - eval_time: 6m
                alertname: 'mcpops_slo:availability'
                exp_alerts:
                - exp_labels: { server: web, objective: availability, rule: 'slo:availability', severity: critical }
                  exp_annotations: { summary: 'web: errors come so fast that the objective availability will not be met', description: "They come 50 times as fast as 99.9 % over 30 d allows; 'mcpops slo' (Get-McpObjective) says what is left." }
              - { eval_time: 13m, alertname: 'mcpops_slo:availability' }
            """);
        await PassesAsync("promtool", "test", "rules", test);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9091/own", true)]
    [InlineData("${env:METRICS_URL}", false)]
    [InlineData("http://user:s3cret@127.0.0.1:9091/own", false)]
    [InlineData("http://127.0.0.1:9091/own?key=s3cret", false)]
    public async Task A_server_that_measures_itself_is_scraped_where_its_address_is_no_secret(string url, bool isScraped)
    {
        var server = DashboardInventories.Plain();
        server["endpoints"] = new JsonObject { ["metrics"] = url };
        var (folder, _) = await DashboardInventories.WriteAsync(_machine, DashboardInventories.Of(("web", server)));
        var text = await File.ReadAllTextAsync(Path.Combine(folder, "prometheus", "prometheus.yml"), Stop);
        Assert.Equal(isScraped, text.Contains("job_name: 'server web'", StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.Equal(isScraped, (await File.ReadAllTextAsync(Path.Combine(folder, "grafana", "dashboards", "mcpops-server.json"), Stop)).Contains("mcp_server_operation_duration_seconds", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("critical", "web-1", "health", "mail,pager")]
    [InlineData("warning", "web-1", "health", "mail")]
    [InlineData("critical", "db", "health", "pager")]
    [InlineData("critical", "quiet", "health", "")]
    [InlineData("information", "web-1", "drift", "mail")]
    [InlineData("information", "web-1", "health", "")]
    [InlineData("none", "web-1", "maintenance", "")]
    [InlineData("", "web-1", "health", "mail")]
    [InlineData("", "db", "health", "")]
    public async Task Alerts_take_the_inventorys_routes(string severity, string server, string rule, string receivers)
    {
        Assert.SkipWhen(Command.Find("amtool") is null, "amtool is not installed; tests/setup.sh installs it.");
        var (folder, _) = await DashboardInventories.WriteAsync(_machine, Of("channels"));
        var found = await Command.RunAsync("amtool", ["config", "routes", "test", $"--config.file={Path.Combine(folder, "alertmanager", "alertmanager.yml")}", $"alertname=mcpops_{rule}", $"severity={severity}", $"server={server}", $"rule={rule}"], Stop);
        Assert.Equal(receivers, string.Join(',', found.Output.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries).Where(receiver => receiver is not "none").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task An_own_rule_that_has_the_name_of_a_standing_one_is_told_beside_an_outage()
    {
        var own = DashboardInventories.Plain();
        own["rules"] = JsonNode.Parse("""{ "errors": { "metric": "errorRate", "above": { "critical": 20 } } }""");
        var plan = await DashboardInventories.PlanAsync(_machine, DashboardInventories.Of(("own|1", own), ("web", DashboardInventories.Plain())));
        var held = RouteFile.Of(plan, [])["inhibit_rules"]!.AsArray()
            .Where(rule => rule!["source_matchers"]!.AsArray().Count == 1 && rule["source_matchers"]![0]!.GetValue<string>() == "alertname=\"mcpops_health\"")
            .Select(rule => string.Join(" and ", rule!["target_matchers"]!.AsArray().Select(matcher => matcher!.GetValue<string>())));
        Assert.Equal(["alertname=~\"mcpops_response|mcpops_connections\"", "alertname=\"mcpops_errors\" and server!~\"own\\\\|1\""], held);
    }

    [Fact]
    public async Task No_secret_is_written_and_what_Alertmanager_cannot_do_is_told()
    {
        var (folder, files) = await DashboardInventories.WriteAsync(_machine, Of("channels"));
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("s3cret", await File.ReadAllTextAsync(file, Stop), StringComparison.OrdinalIgnoreCase);
        }

        var text = await File.ReadAllTextAsync(Path.Combine(folder, "alertmanager", "alertmanager.yml"), Stop);
        Assert.Contains("Put into /etc/alertmanager/secrets/mail.password what the inventory has at channels.mail.password, ${env:MAIL_PASSWORD}, readable by Alertmanager only.", text, StringComparison.Ordinal);
        Assert.Contains("routing_key_file: '/etc/alertmanager/secrets/pager.key'", text, StringComparison.Ordinal);
        Assert.Equal("Left to the watch: 'discord', 'teams', 'signed', 'hook', 'file'.", files.Single(file => file.Kind is DashboardFileKind.Routes).Message);
        Assert.Equal(["discord", "hook", "signed", "teams"], _machine.Notices.Where(notice => notice.Id is "ChannelNotExported").Select(notice => notice.Target).Order(StringComparer.Ordinal));
        Assert.Contains(_machine.Notices, notice => notice.Id is "EscalationNotExported");
    }

    private static JsonObject Of(string name) => name switch
    {
        "one" => DashboardInventories.Of(("web", DashboardInventories.Plain())),
        "hundred" => DashboardInventories.Of([.. Enumerable.Range(0, 100).Select(number => ($"server-{number}", new JsonObject { ["profile"] = DashboardInventories.Profiles[number % DashboardInventories.Profiles.Count], ["url"] = $"http://127.0.0.1:{8000 + number}/mcp", ["every"] = number % 3 == 0 ? "30s" : "2m" }))]),
        "hostile" => Hostile(),
        "channels" => Channels(),
        _ => DashboardInventories.Of((name, new JsonObject { ["profile"] = name, ["url"] = "http://127.0.0.1:8000/mcp" })),
    };

    private static JsonObject Hostile()
    {
        var server = DashboardInventories.AllHostile("http://127.0.0.1:8000/mcp");
        server["endpoints"] = new JsonObject { ["metrics"] = "https://127.0.0.1:8443/a{{b}}/%24x" };
        server["dependsOn"] = new JsonArray("other" + DashboardInventories.Hostile);
        var inventory = DashboardInventories.Of((DashboardInventories.Hostile, server), ("other" + DashboardInventories.Hostile, DashboardInventories.Everything("http://127.0.0.1:8001/mcp")));
        inventory["channels"] = new JsonObject
        {
            [DashboardInventories.Hostile] = new JsonObject { ["kind"] = "slack", ["url"] = "https://hooks.slack.com/services/x" }, ["none"] = new JsonObject { ["kind"] = "pagerduty", ["key"] = DashboardInventories.Hostile },
            ["mail"] = new JsonObject { ["kind"] = "smtp", ["host"] = "localhost", ["from"] = "a@example.org", ["to"] = new JsonArray("{{ x }} <b@example.org>"), ["user"] = DashboardInventories.Hostile },
        };
        inventory["alerts"] = new JsonObject { ["routes"] = new JsonArray(new JsonObject { ["to"] = new JsonArray(DashboardInventories.Hostile, "none"), ["servers"] = new JsonArray(DashboardInventories.Hostile, "[a-c]*\n?"), ["rules"] = DashboardInventories.Hostile }) };
        return inventory;
    }

    private static JsonObject Channels()
    {
        var inventory = DashboardInventories.Of(("web-1", DashboardInventories.Plain()), ("db", DashboardInventories.Plain()), ("quiet", DashboardInventories.Plain()));
        inventory["channels"] = JsonNode.Parse("""
            {
              "mail": { "kind": "smtp", "host": "localhost", "from": "mcp@example.org", "to": ["ops@example.org"], "user": "mcp", "password": "${env:MAIL_PASSWORD}" },
              "pager": { "kind": "pagerduty", "key": "s3cretS3cretS3cretS3cretS3cret12" },
              "discord": { "kind": "discord", "url": "https://discord.com/api/webhooks/1/s3cret" },
              "teams": { "kind": "teams", "url": "https://example.org/workflows/s3cret" },
              "signed": { "kind": "webhook", "url": "https://example.org/in", "secret": "whsec_s3cret" },
              "hook": { "kind": "webhook", "url": "https://example.org/in?key=s3cret" },
              "open": { "kind": "webhook", "url": "https://example.org/in" },
              "file": { "kind": "file", "path": "alerts.log" },
              "manager": { "kind": "alertmanager", "url": "http://127.0.0.1:9093" }
            }
            """);
        inventory["alerts"] = JsonNode.Parse("""
            {
              "routes": [
                { "servers": "QUIET", "to": ["file"], "last": true },
                { "severity": "critical", "to": ["pager"] },
                { "servers": ["web-*", "nobody"], "to": ["mail", "file"] },
                { "severity": "information", "rules": "drift", "to": ["mail"] }
              ],
              "escalate": [{ "after": "1h", "to": ["pager"] }], "remind": ["1h", "4h"]
            }
            """);
        return inventory;
    }

    private static async Task PassesAsync(string program, params string[] arguments)
    {
        var said = await Command.RunAsync(program, arguments, Stop);
        Assert.True(said.ExitCode == 0 && !said.Error.Contains("FAILED", StringComparison.Ordinal), $"{program} {string.Join(' ', arguments)}\n{said.Output}{said.Error}");
    }
}
