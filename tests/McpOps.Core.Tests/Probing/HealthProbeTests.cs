using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Probing;

public sealed class HealthProbeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly List<McpNotice> _notices = [];

    // What a server keeps often lies on a disk of its own, which nothing else of the inventory names.
    [Fact]
    public async Task The_disk_of_what_is_backed_up_is_looked_at()
    {
        using var disk = SmallDisk.Mount(4);
        Assert.SkipWhen(disk is null, "Mounting a file system needs root.");
        await File.WriteAllBytesAsync(Path.Combine(disk.Folder, "fill"), new byte[(4 << 20) - 65536], TestContext.Current.CancellationToken);
        var server = new McpServer { Name = "docs", Origin = ServerOrigin.Inventory, Ports = [1], Backup = new McpBackupPlan { Sets = [new McpBackupSet("data", [disk.Folder])] } };
        var health = await ProbeAsync(server, new HealthOptions { Checks = ["disk"] });
        Assert.Equal(HealthStatus.Unhealthy, Assert.Single(health.Checks, check => check.Name == $"disk:{disk.Folder}").Status);
        Assert.Contains(McpOps.Maintenance.Plans.HostFacts.DisksOf(server), one => one.Mount == disk.Folder);
    }

    // A disk that is full of backups keeps no server from running: that it crashed has its restart all the same.
    [Fact]
    public void Only_a_full_disk_that_the_server_needs_to_run_is_a_reason_not_to_restart_it()
    {
        using var disk = SmallDisk.Mount(4);
        Assert.SkipWhen(disk is null, "Mounting a file system needs root.");
        using var own = new TemporaryFolder();
        var backup = new McpBackupPlan { Destination = disk.Folder, Sets = [new McpBackupSet("data", [own["data"]])] };
        var server = new McpServer { Name = "docs", Origin = ServerOrigin.Inventory, Ports = [1], Backup = backup };
        Assert.Contains(McpOps.Maintenance.Plans.HostFacts.DisksOf(server), one => one.Mount == disk.Folder);
        foreach (var one in new[] { server, server with { Backup = backup with { Sets = [] } }, server with { Backup = null } })
        {
            Assert.DoesNotContain(McpOps.Maintenance.Plans.HostFacts.DisksToRunOn(one), found => found.Mount == disk.Folder);
            Assert.NotEmpty(McpOps.Maintenance.Plans.HostFacts.DisksToRunOn(one));
        }

        Assert.Contains(McpOps.Maintenance.Plans.HostFacts.DisksToRunOn(server with { Backup = backup with { Sets = [new McpBackupSet("data", [disk.Folder])] } }), found => found.Mount == disk.Folder);
    }

    [Fact]
    public async Task An_ad_hoc_address_is_asked_for_protocol_tools_and_response_only()
    {
        await using var web = await ReplyingServer.StartAsync(ReplyingServer.ReadOnlyTool);
        var health = await ProbeAsync(At(web.Url));
        Assert.Equal((HealthStatus.Healthy, McpVerdict.Healthy, ""), (health.Status, health.Verdict, health.Message));
        Assert.Equal(("legacy", "2025-06-18", "replying", "1.2.3", 1), (health.Era, health.ProtocolVersion, health.ServerName, health.ServerVersion, health.ToolCount));
        Assert.Equal(["protocol", "response", "tools"], health.Checks.Select(check => check.Name));
        Assert.True(health.LatencyMs > 0 && health.ToolListBytes > 0 && health.ToolListTokens > 0 && health.Requests > 0);
        Assert.Equal(10_000, health.TimeoutMs);
    }

    [Fact]
    public async Task The_phases_add_up_to_the_latency()
    {
        await using var web = await ReplyingServer.StartAsync(ReplyingServer.ReadOnlyTool, _ => """{"content":[{"type":"text","text":"ok"}]}""");
        var health = await ProbeAsync(At(web.Url) with { Probe = new McpProbeCall("status") });
        double?[] phases = [health.ResolveMs, health.ConnectMs, health.TlsMs, health.FirstByteMs, health.HandshakeMs, health.ListMs, health.RemainderMs];
        Assert.Equal(health.LatencyMs!.Value, phases.Sum(phase => phase ?? 0), tolerance: 0.1);
        Assert.True(health.CallMs > 0);
    }

    [Fact]
    public async Task A_hung_server_delays_no_other()
    {
        var release = new TaskCompletionSource();
        await using var hung = await LoopbackWeb.StartAsync(context => release.Task.WaitAsync(context.RequestAborted));
        await using var web = await ReplyingServer.StartAsync(ReplyingServer.ReadOnlyTool);
        var servers = Enumerable.Range(0, 300).Select(index => At(index % 3 == 0 ? hung.Url : web.Url, name: $"{index}")).ToList();
        var healthy = new List<McpHealth>();
        await foreach (var health in new HealthProbe(Context()).ProbeAsync(servers, new HealthOptions { Timeout = TimeSpan.FromMinutes(5) }, Stop))
        {
            Assert.Equal(HealthStatus.Healthy, health.Status);
            healthy.Add(health);
            if (healthy.Count == 200)
            {
                // Every one that answers is here while a third of all still waits.
                break;
            }
        }

        Assert.Equal(200, healthy.Select(health => health.Server).Distinct().Count());
        release.SetResult();
    }

    [Fact]
    public async Task A_server_that_never_answers_is_a_timeout_in_its_own_time()
    {
        await using var hung = await LoopbackWeb.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var health = await ProbeAsync(McpServer.FromUrl(hung.Url) with { TimeoutSeconds = 0.3 });
        Assert.Equal((HealthStatus.Unhealthy, McpVerdict.Timeout, 300d), (health.Status, health.Verdict, health.TimeoutMs));
        Assert.Equal(200, (await ProbeAsync(McpServer.FromUrl(hung.Url) with { TimeoutSeconds = 60 }, new HealthOptions { Timeout = TimeSpan.FromMilliseconds(200) })).TimeoutMs);
    }

    [Fact]
    public async Task A_gated_server_is_alive_and_degraded()
    {
        await using var web = await LoopbackWeb.StartAsync(LoopbackWeb.Json("{}", 401));
        var health = await ProbeAsync(At(web.Url));
        Assert.Equal((HealthStatus.Degraded, McpVerdict.AuthRequired), (health.Status, health.Verdict));
        Assert.NotEmpty(health.Message);
    }

    [Fact]
    public async Task What_was_merely_found_is_not_started_and_unknown()
    {
        var health = await ProbeAsync(McpServer.FromCommand("mcpops-no-such-program") with { Origin = ServerOrigin.Discovered });
        Assert.Equal((HealthStatus.Unknown, McpVerdict.NotStarted), (health.Status, health.Verdict));
        Assert.Null(health.Requests);
        Assert.Equal(McpVerdict.NotFound, (await ProbeAsync(McpServer.FromCommand("mcpops-no-such-program") with { Origin = ServerOrigin.Discovered }, new HealthOptions { Launch = true })).Verdict);
    }

    [Fact]
    public async Task What_its_owner_switched_off_is_not_touched()
    {
        var asked = 0;
        await using var web = await LoopbackWeb.StartAsync(_ =>
        {
            asked++;
            return Task.CompletedTask;
        });
        var health = await ProbeAsync(At(web.Url) with { Enabled = false, Ports = [1] });
        Assert.Equal((HealthStatus.Unknown, McpVerdict.Disabled, 0), (health.Status, health.Verdict, asked));
        Assert.Empty(health.Checks);
    }

    [Fact]
    public async Task A_name_that_is_offered_twice_is_degraded()
    {
        await using var web = await ReplyingServer.StartAsync($"{ReplyingServer.ReadOnlyTool},{ReplyingServer.WritingTool},{ReplyingServer.ReadOnlyTool}");
        var health = await ProbeAsync(At(web.Url));
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("status", Assert.Single(health.Checks, check => check.Name == "tools").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status", false, "fine", HealthStatus.Healthy, McpVerdict.Healthy)]
    [InlineData("status", false, "$.success == true", HealthStatus.Healthy, McpVerdict.Healthy)]
    [InlineData("status", false, "$.success == false", HealthStatus.Unhealthy, McpVerdict.ToolError)]
    [InlineData("status", false, "missing text", HealthStatus.Unhealthy, McpVerdict.ToolError)]
    [InlineData("status", false, null, HealthStatus.Healthy, McpVerdict.Healthy)]
    [InlineData("status", false, "$.success = true", HealthStatus.Unhealthy, McpVerdict.ToolError)]
    [InlineData("write", true, "fine", HealthStatus.Healthy, McpVerdict.Healthy)]
    [InlineData("nosuch", false, null, HealthStatus.Unhealthy, McpVerdict.ToolError)]
    public async Task A_probe_call_is_judged_by_what_it_answers(string tool, bool allowWrites, string? expect, string status, string verdict)
    {
        await using var web = await ReplyingServer.StartAsync($"{ReplyingServer.ReadOnlyTool},{ReplyingServer.WritingTool}",
            _ => """{"content":[{"type":"text","text":"{\"success\":true,\"note\":\"fine\"}"}]}""");
        var health = await ProbeAsync(At(web.Url) with { Probe = new McpProbeCall(tool) { Expect = expect, AllowWrites = allowWrites } });
        Assert.Equal((status, verdict), (health.Status, health.Verdict));
        Assert.Equal(status, Assert.Single(health.Checks, check => check.Name == "probe").Status);
        Assert.Equal(HealthStatus.Healthy, Assert.Single(health.Checks, check => check.Name == "protocol").Status);
    }

    [Fact]
    public async Task A_tool_that_may_write_is_not_called_unless_its_owner_allows_it()
    {
        var called = 0;
        await using var web = await ReplyingServer.StartAsync(ReplyingServer.WritingTool, _ =>
        {
            called++;
            return """{"content":[]}""";
        });
        var health = await ProbeAsync(At(web.Url) with { Probe = new McpProbeCall("write") });
        Assert.Equal(0, called);
        Assert.Equal(HealthStatus.Unknown, health.Status);
        Assert.Contains("allowWrites", health.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_reports_an_error_makes_the_server_unhealthy()
    {
        await using var web = await ReplyingServer.StartAsync(ReplyingServer.ReadOnlyTool, _ => """{"isError":true,"content":[{"type":"text","text":"disk on fire"}]}""");
        var health = await ProbeAsync(At(web.Url) with { Probe = new McpProbeCall("status") });
        Assert.Equal((HealthStatus.Unhealthy, McpVerdict.ToolError), (health.Status, health.Verdict));
        Assert.Contains("disk on fire", health.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_hangs_blocks_or_throws_takes_no_other_down()
    {
        await using var web = await ReplyingServer.StartAsync(ReplyingServer.ReadOnlyTool);
        using var blocked = new ManualResetEventSlim();
        IHealthCheck[] more =
        [
            new OtherCheck("hangs", _ => new TaskCompletionSource<IReadOnlyList<McpCheckResult>>().Task),
            new OtherCheck("blocks", _ =>
            {
                blocked.Wait(TimeSpan.FromMinutes(1));
                return Task.FromResult<IReadOnlyList<McpCheckResult>>([]);
            }),
            new OtherCheck("picky", _ => throw new InvalidOperationException("not reached")) { Applies = () => throw new InvalidOperationException("which?") },
            new OtherCheck("throws", _ => throw new InvalidOperationException("password=hunter2hunter2")),
            new OtherCheck("works", _ => Task.FromResult<IReadOnlyList<McpCheckResult>>([CheckResults.Say("works", HealthStatus.Healthy, "")])),
        ];
        var options = new HealthOptions { Timeout = TimeSpan.FromSeconds(6) };
        var health = Assert.Single(await AllAsync(new HealthProbe(Context(), more).ProbeAsync([At(web.Url)], options, Stop)));
        blocked.Set();
        var statuses = health.Checks.ToDictionary(check => check.Name, check => check.Status);
        Assert.Equal(HealthStatus.Unknown, statuses["hangs"]);
        Assert.Equal(HealthStatus.Unknown, statuses["blocks"]);
        Assert.Equal(HealthStatus.Unknown, statuses["throws"]);
        Assert.Equal(HealthStatus.Unknown, statuses["picky"]);
        Assert.Equal(HealthStatus.Healthy, statuses["works"]);
        Assert.Equal(HealthStatus.Healthy, statuses["protocol"]);
        Assert.Equal(HealthStatus.Unknown, health.Status);
        Assert.DoesNotContain(health.Checks, check => check.Message.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_of_the_inventory_that_runs_here_is_judged_by_its_machine_too_which_is_asked_once()
    {
        await using var web = await ReplyingServer.StartAsync(ReplyingServer.ReadOnlyTool);
        var servers = Enumerable.Range(0, 20).Select(index => At(web.Url, name: $"{index}") with { Origin = ServerOrigin.Inventory }).ToList();
        var all = await AllAsync(new HealthProbe(Context()).ProbeAsync(servers, new HealthOptions(), Stop));
        Assert.All(all, health => Assert.Contains(health.Checks, check => check.Name.StartsWith("disk:", StringComparison.Ordinal)));
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "macOS gives no memory figure without native code");
        Assert.Single(all.Select(health => Assert.Single(health.Checks, check => check.Name == "memory").Value).Distinct());
        Assert.Single(all.Select(health => Assert.Single(health.Checks, check => check.Name == "cpu").Value).Distinct());
    }

    [Fact]
    public async Task A_remote_server_is_not_judged_by_this_machine()
    {
        var server = McpServer.FromUrl(new Uri("http://203.0.113.1/mcp")) with { Origin = ServerOrigin.Inventory };
        var health = await ProbeAsync(server, new HealthOptions { Checks = ["cpu", "disk"] });
        Assert.Empty(health.Checks);
        Assert.Equal(HealthStatus.Unknown, health.Status);
        Assert.Contains("None of the checks", health.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_checks_that_are_asked_for_run_and_nobody_is_talked_to_for_nothing()
    {
        var asked = 0;
        await using var web = await LoopbackWeb.StartAsync(_ =>
        {
            asked++;
            return Task.CompletedTask;
        });
        var server = At(web.Url) with { Ports = [web.Url.Port] };
        var health = await ProbeAsync(server, new HealthOptions { Checks = ["PORTS"] });
        Assert.Equal(($"ports:{web.Url.Port}", HealthStatus.Healthy, 0), (Assert.Single(health.Checks).Name, health.Status, asked));
    }

    [Fact]
    public async Task An_unknown_check_is_named_with_those_there_are()
    {
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => ProbeAsync(McpServer.FromUrl(new Uri("http://127.0.0.1:1")), new HealthOptions { Checks = ["frobnicate"] }));
        Assert.Equal("UnknownCheck", exception.ErrorId);
        Assert.Contains("protocol", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_counts_the_servers()
    {
        await using var web = await ReplyingServer.StartAsync(ReplyingServer.ReadOnlyTool);
        var seen = new List<McpProgress>();
        var context = Context() with { Progress = new Now<McpProgress>(seen.Add) };
        await AllAsync(new HealthProbe(context).ProbeAsync([At(web.Url, name: "a"), At(web.Url, name: "b")], new HealthOptions(), Stop));
        Assert.Equal([1L, 2L], seen.Select(progress => progress.Done).Order());
        Assert.All(seen, progress => Assert.Equal(2, progress.Total));
    }

    // A busy machine makes every answer slow, and that is not what these tests are about.
    private static McpServer At(Uri url, string? name = null) =>
        McpServer.FromUrl(url, name: name) with { Thresholds = new Dictionary<string, McpThreshold>(StringComparer.Ordinal) { ["response"] = new(1e9, null) } };

    private static async Task<List<McpHealth>> AllAsync(IAsyncEnumerable<McpHealth> results)
    {
        var all = new List<McpHealth>();
        await foreach (var health in results)
        {
            all.Add(health);
        }

        return all;
    }

    private EngineContext Context() => new() { Notices = new Now<McpNotice>(notice => { lock (_notices) { _notices.Add(notice); } }) };

    private async Task<McpHealth> ProbeAsync(McpServer server, HealthOptions? options = null) =>
        Assert.Single(await AllAsync(new HealthProbe(Context()).ProbeAsync([server], options ?? new HealthOptions(), Stop)));

    private sealed class Now<T>(Action<T> action) : IProgress<T>
    {
        private readonly Lock _gate = new();

        public void Report(T value)
        {
            lock (_gate)
            {
                action(value);
            }
        }
    }

    private sealed class OtherCheck(string name, Func<CancellationToken, Task<IReadOnlyList<McpCheckResult>>> check) : IHealthCheck
    {
        public string Name => name;

        public Func<bool> Applies { get; init; } = () => true;

        public bool AppliesTo(McpServer server) => Applies();

        public Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken) => check(cancellationToken);
    }
}
