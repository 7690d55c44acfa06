using System.Diagnostics;
using System.Text.Json.Nodes;
using McpOps.Core.Tests.Servers;
using McpOps.Monitoring;
using Microsoft.AspNetCore.Http;

namespace McpOps.Core.Tests.Monitoring.Dashboards;

/// <summary>What is written, run: every rule fires and is over again in a real Prometheus, through a real Alertmanager, at a webhook; every question of every dashboard has an answer.</summary>
public sealed class DashboardProofTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    // Seconds between two scrapes, which is also how long one may take: on a machine too busy for the first, the next.
    private static readonly int[] Paces = [1, 5, 15];
    private readonly FakeMachine _machine = new();
    private readonly List<Process> _processes = [];
    private readonly AlertSink _plain = new();
    private readonly AlertSink _routed = new();
    private readonly HttpClient _client = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        _machine.Dispose();
    }

    private async Task StopAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        _processes.Clear();
    }

    [Fact]
    public async Task Every_rule_fires_and_is_over_again_and_every_question_has_an_answer()
    {
        Assert.SkipWhen(Command.Find("prometheus") is null || Command.Find("prometheus-alertmanager") is null, "prometheus and prometheus-alertmanager are not installed; tests/setup.sh installs them.");
        PretendedWatch watch = null!;
        await using var sinks = await LoopbackWeb.StartAsync(context => (context.Request.Path == "/plain" ? _plain : _routed).TakeAsync(context));
        await using var watchWeb = await LoopbackWeb.StartAsync(context => watch.IsDown ? Refuse(context) : Answer(context, watch.Watch));
        await using var nodeWeb = await LoopbackWeb.StartAsync(context => Answer(context, now => watch.Node(now)));
        await using var postgresWeb = await LoopbackWeb.StartAsync(context => Answer(context, now => watch.Postgres(now)));
        await using var insideWeb = await LoopbackWeb.StartAsync(context => Answer(context, PretendedWatch.Inside));
        var (prometheus, plain, routed) = (FreePort.Find(), FreePort.Find(), FreePort.Find());
        var options = new DashboardOptions { Watch = watchWeb.Url.Authority, NodeExporters = [nodeWeb.Url.Authority], PostgresExporters = [postgresWeb.Url.Authority], Alertmanager = $"127.0.0.1:{plain}" };
        var inventory = Inventory(sinks.Url, insideWeb.Url);
        var plan = await DashboardInventories.PlanAsync(_machine, inventory, options);
        watch = new PretendedWatch(plan);

        // Who is maintained is known before anything breaks.
        var maintained = plan.Servers.Where(server => server.Name is not PretendedWatch.Free).Select(server => ("mcpops_maintenance", "none", server.Name)).ToHashSet();
        var (folder, used) = ("", 0);
        foreach (var pace in Paces)
        {
            used = pace;

            // Lengths of time only: one scrape for what is shorter than a minute, three for the rest.
            (folder, _) = await DashboardInventories.WriteAsync(_machine, inventory, options with { Path = $"out{pace}" }, time => TimeSpan.FromSeconds(time <= TimeSpan.FromMinutes(1) ? pace : 3 * pace));
            await StartAsync(folder, pace, prometheus, plain, routed, sinks.Url);
            if (pace == Paces[^1] || await Eventually.HoldsAsync(() => IsTold(maintained, "firing"), 30 * TimeSpan.FromSeconds(pace), Stop))
            {
                break;
            }

            await StopAsync();
        }

        await ToldAsync(maintained, "firing", prometheus);
        Assert.True(await Eventually.HoldsAsync(() => Ask($"http://127.0.0.1:{routed}/api/v2/alerts").AsArray().Count == maintained.Count, Patience, Stop));

        var expected = Expected(plan);
        watch.IsBad = true;
        await ToldAsync(expected, "firing", prometheus);
        foreach (var (board, title, expression) in Questions(folder, used))
        {
            Assert.True(await Eventually.HoldsAsync(() => Answers(prometheus, expression), Patience, Stop), $"{board}, '{title}': no series for {expression}");
        }

        Assert.DoesNotContain(Ask($"http://127.0.0.1:{prometheus}/api/v1/rules")["data"]!["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()), rule => rule!["health"]!.GetValue<string>() is not "ok");

        // As the inventory's routes have it: the critical ones, and nothing of who is maintained.
        Assert.True(await Eventually.HoldsAsync(() => _routed.Told.ContainsKey(("mcpops_health", "critical", PretendedWatch.Free)), Patience, Stop));
        Assert.DoesNotContain(_routed.Told.Keys, one => one.Severity is not "critical");

        // On a machine so busy that a scrape takes longer than its second, maintenance is over for a moment, and then they are told: Prometheus must say so.
        const string firing = "ALERTS{alertname=\"mcpops_maintenance\",alertstate=\"firing\"}";
        var over = $"changes(ALERTS_FOR_STATE{{alertname=\"mcpops_maintenance\"}}[1h]) > 0 or count({firing}) < {maintained.Count} or absent({firing})";
        var covered = _routed.Told.Keys.Where(one => plan.Servers.Any(server => server.Name == one.Server && server.Name is not PretendedWatch.Free)).ToList();
        Assert.True(covered.Count == 0 || await Eventually.HoldsAsync(() => Answers(prometheus, over), Patience, Stop), $"told although they are maintained: {string.Join("; ", covered)}");

        watch.IsBad = false;
        watch.IsMaintained = false;
        await ToldAsync([.. expected, .. maintained], "resolved", prometheus);
        HashSet<(string, string, string)> gone = [("mcpops_watch_absent", "critical", ""), ("mcpops_target", "critical", "")];
        watch.IsDown = true;
        await ToldAsync(gone, "firing", prometheus);
        watch.IsDown = false;
        await ToldAsync(gone, "resolved", prometheus);

        // Nothing fires that is not expected, and no rule was left out.
        var rules = RuleBook.Of(plan).SelectMany(group => group.Rules).Select(rule => (rule.Alert, rule.Severity)).ToHashSet();
        Assert.Equal(rules.Order(), _plain.Told.Keys.Select(one => (one.Alert, one.Severity)).Distinct().Order());
    }

    private static JsonObject Inventory(Uri sink, Uri inside)
    {
        var lost = DashboardInventories.Plain();
        lost["endpoints"] = new JsonObject { ["metrics"] = new Uri(inside, "own/metrics").ToString() };
        var inventory = DashboardInventories.Of(
            [.. DashboardInventories.Profiles.Select((profile, index) => (profile, new JsonObject { ["profile"] = profile, ["url"] = $"http://127.0.0.1:{8001 + index}/mcp" })),
            ("everything", DashboardInventories.Everything("http://127.0.0.1:8100/mcp")), (DashboardInventories.Hostile, DashboardInventories.AllHostile("http://127.0.0.1:8101/mcp")), (PretendedWatch.Lost, lost), (PretendedWatch.Free, DashboardInventories.Plain())]);
        inventory["channels"] = new JsonObject { ["sink"] = new JsonObject { ["kind"] = "webhook", ["url"] = new Uri(sink, "routed").ToString() } };
        inventory["alerts"] = new JsonObject { ["routes"] = new JsonArray(new JsonObject { ["severity"] = "critical", ["to"] = new JsonArray("sink") }) };
        return inventory;
    }

    // Each question of each server, and each rule of what is no server's.
    private static HashSet<(string Alert, string Severity, string Server)> Expected(DashboardPlan plan) =>
    [
        .. plan.Servers.SelectMany(server => ServerRules.Of(plan, server).Where(question => question.Rule != (server.Name is PretendedWatch.Lost ? "health" : "unknown"))
            .Select(question => (PrometheusRule.Prefix + question.Rule, question.Severity, question.Server ?? server.Name))),
        .. MachineRules.OfWatch(plan).Concat(MachineRules.OfHost(plan)).Concat(MachineRules.OfPostgres(plan)).Where(rule => rule.Rule is not ("watch_absent" or "target" or "maintenance")).Select(rule => (rule.Alert, rule.Severity, rule.Server ?? "")),
    ];

    private async Task ToldAsync(HashSet<(string Alert, string Severity, string Server)> expected, string status, int prometheus)
    {
        var held = await Eventually.HoldsAsync(() => IsTold(expected, status), Patience, Stop);
        Assert.True(held, $"not {status}: {string.Join("; ", expected.Where(one => _plain.Told.GetValueOrDefault(one) != status).Take(20))}; scraped: {(held ? "" : Ask($"http://127.0.0.1:{prometheus}/api/v1/targets")["data"])}");
    }

    private bool IsTold(HashSet<(string Alert, string Severity, string Server)> expected, string status) => expected.All(one => _plain.Told.GetValueOrDefault(one) == status);

    private async Task StartAsync(string folder, int pace, int prometheus, int plain, int routed, Uri sink)
    {
        var config = Path.Combine(folder, "prometheus", "prometheus.yml");
        var text = await File.ReadAllTextAsync(config, Stop);
        Assert.Contains($"['127.0.0.1:{plain}']", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(config, text.Replace($"['127.0.0.1:{plain}']", $"['127.0.0.1:{plain}', '127.0.0.1:{routed}']", StringComparison.Ordinal), Stop);
        var own = _machine.Write("plain.yml", $"route:\n  receiver: sink\n  group_by: ['...']\n  group_wait: 0s\n  group_interval: {pace}s\n  repeat_interval: 1h\nreceivers:\n- name: sink\n  webhook_configs:\n  - url: {new Uri(sink, "plain")}\n");
        Start("prometheus-alertmanager", $"--config.file={own}", $"--storage.path={_machine.Whole($"am1-{pace}")}", $"--web.listen-address=127.0.0.1:{plain}", "--cluster.listen-address=");
        Start("prometheus-alertmanager", $"--config.file={Path.Combine(folder, "alertmanager", "alertmanager.yml")}", $"--storage.path={_machine.Whole($"am2-{pace}")}", $"--web.listen-address=127.0.0.1:{routed}", "--cluster.listen-address=");
        Start("prometheus", $"--config.file={config}", $"--storage.tsdb.path={_machine.Whole($"tsdb-{pace}")}", $"--web.listen-address=127.0.0.1:{prometheus}");
        foreach (var port in new[] { plain, routed, prometheus })
        {
            Assert.True(await Eventually.HoldsAsync(() => IsReady(port), Patience, Stop), $"{port} does not answer");
        }
    }

    private void Start(string program, params string[] arguments)
    {
        var process = Command.Start(Command.Find(program)!, arguments);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }

    private bool IsReady(int port)
    {
        try
        {
            using var response = _client.Send(new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/-/ready"), Stop);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // As Grafana puts its variables in, all servers chosen.
    private static IEnumerable<(string Board, string Title, string Expression)> Questions(string folder, int pace) =>
        from file in Directory.EnumerateFiles(Path.Combine(folder, "grafana", "dashboards"), "*.json")
        from panel in JsonNode.Parse(File.ReadAllText(file))!["panels"]!.AsArray()
        where panel!["type"]!.GetValue<string>() is not "row"
        from target in panel["targets"]!.AsArray()
        select (Path.GetFileName(file), panel["title"]!.GetValue<string>(), target!["expr"]!.GetValue<string>()
            .Replace("$__rate_interval", $"{5 * pace}s", StringComparison.Ordinal).Replace("$__range", $"{pace}m", StringComparison.Ordinal).Replace("$server", BoardFile.All, StringComparison.Ordinal).Replace("$instance", BoardFile.All, StringComparison.Ordinal));

    private bool Answers(int prometheus, string expression)
    {
        var answer = Ask($"http://127.0.0.1:{prometheus}/api/v1/query?query={Uri.EscapeDataString(expression)}");
        Assert.True(answer["status"]!.GetValue<string>() is "success", $"{expression}: {answer["error"]}");
        return answer["data"]!["result"]!.AsArray().Count > 0;
    }

    private JsonNode Ask(string url)
    {
        using var response = _client.Send(new HttpRequestMessage(HttpMethod.Get, url), Stop);
        using var reader = new StreamReader(response.Content.ReadAsStream(Stop));
        return JsonNode.Parse(reader.ReadToEnd())!;
    }

    private static Task Answer(HttpContext context, Func<DateTimeOffset, string> text)
    {
        context.Response.ContentType = MetricText.ContentType;
        return context.Response.WriteAsync(text(TimeProvider.System.GetUtcNow()));
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = 503;
        return Task.CompletedTask;
    }
}
