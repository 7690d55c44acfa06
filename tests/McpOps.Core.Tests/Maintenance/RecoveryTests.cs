using System.Diagnostics;
using McpOps.Maintenance.Diagnosis;
using McpOps.Maintenance.Recovery;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>What decides whether a server is restarted, and whose processes are ended.</summary>
public sealed class RecoveryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void What_a_restart_does_not_cure_is_named()
    {
        Assert.Empty(Incurable.Of(Facts()));
        Assert.Contains("is full", Single(Facts() with { Disks = [new DiskUsage("/") { UsedPercent = 100, AvailableBytes = 0 }] }), StringComparison.Ordinal);
        Assert.Contains("is full", Single(Facts() with { Disks = [new DiskUsage("/") { UsedPercent = 40, AvailableBytes = 1L << 40, InodesUsedPercent = 100 }] }), StringComparison.Ordinal);
        Assert.Contains("port 8000 is held by process 7", Single(Facts() with { Foreign = [new PortHolder(8000, 7, "nginx")] }), StringComparison.Ordinal);
        Assert.Contains("'/opt/gone'", Single(Facts() with { MissingProgram = "/opt/gone" }), StringComparison.Ordinal);
        Assert.Contains("203/EXEC", Single(Facts() with { Service = Failed(""), ExitStatus = 203 }), StringComparison.Ordinal);
        Assert.Contains("217/USER", Single(Facts() with { Service = Failed(""), ExitStatus = 217 }), StringComparison.Ordinal);
        Assert.Contains("cannot be asked, so nothing was ended: no socket", Single(Facts() with { Service = new ServiceState { Status = ServiceStatus.Unknown, Message = "no socket" }, Foreign = [new PortHolder(8000, 7, "postgres")] }), StringComparison.Ordinal);
        Assert.Contains("memory than its limit", Single(Facts() with { Service = Failed("failed (failed), result oom-kill.") }), StringComparison.Ordinal);
        Assert.Contains("database does not answer", Single(Facts(new McpCheckResult { Name = "postgres:main", Status = HealthStatus.Unhealthy, Message = "refused" })), StringComparison.Ordinal);
        var over = Facts(new McpCheckResult { Name = "certificates:/x.pem", Status = HealthStatus.Unhealthy, Value = -2, Message = "over" });
        Assert.Contains("certificate is over", Single(over with { Service = new ServiceState { Status = ServiceStatus.Running } }), StringComparison.Ordinal);

        // What died as well has its restart; when it runs, the certificate is what is left.
        Assert.Empty(Incurable.Of(over));
        Assert.Empty(Incurable.Of(over with { Service = Failed("failed (failed), result exit-code."), ExitStatus = 1 }));

        // A failure by itself, and a slow database, are what a restart may cure.
        Assert.Empty(Incurable.Of(Facts() with { Service = Failed("failed (failed), result exit-code."), ExitStatus = 1 }));
        Assert.Empty(Incurable.Of(Facts(new McpCheckResult { Name = "postgres:main", Status = HealthStatus.Unhealthy, Value = 9000, Message = "slow" })));
    }

    /// <summary>A working server is not stopped for what a new process finds as it was.</summary>
    [Fact]
    public void What_is_wrong_around_a_server_that_answers_is_no_cause_to_restart_it()
    {
        McpCheckResult soon = Bad("certificates:/x.pem", 5), full = Bad("disk:/", 93), damaged = Bad("sqlite:notes", null);
        Assert.Equal(3, Incurable.OnlyAround(Working(soon, full, damaged)).Count);
        Assert.Empty(Incurable.OnlyAround(Working(soon, Bad("endpoints:health", 20))));
        Assert.Empty(Incurable.OnlyAround(Working(soon) with { Service = Failed("") }));
        Assert.Empty(Incurable.OnlyAround(Facts(soon) with { Service = new ServiceState { Status = ServiceStatus.Running } }));
        Assert.Empty(Incurable.OnlyAround(Working()));

        static McpCheckResult Bad(string name, double? value) => new() { Name = name, Status = HealthStatus.Unhealthy, Value = value, Message = "bad" };

        static RecoveryFacts Working(params McpCheckResult[] checks) => Facts() with { Health = Facts(checks).Health with { Verdict = "Healthy" }, Service = new ServiceState { Status = ServiceStatus.Running } };
    }

    [Fact]
    public async Task A_process_that_is_stopped_by_a_signal_is_asked_to_end_too_and_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        using var process = Process.Start(new ProcessStartInfo("sleep", ["302.5"]))!;
        using (var stop = Process.Start("kill", ["-STOP", $"{process.Id}"]))
        {
            await stop.WaitForExitAsync(Stop);
        }

        var (left, forced) = await ProcessTree.Of(process.Id).EndAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Stop);
        Assert.Empty(left.Concat(forced));
        await process.WaitForExitAsync(Stop);

        // By SIGTERM; SIGKILL would have been 137.
        Assert.Equal(143, process.ExitCode);
    }

    /// <summary>Not when that was noticed, and with what it ended; also where the time to wait is over first.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(120)]
    public async Task How_long_a_process_lived_that_ended_at_its_start_is_said_at_once(int timeout)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        using var machine = new Servers.FakeMachine();
        var server = new McpServer
        {
            Name = "a", Origin = ServerOrigin.Inventory, Connection = new McpConnection { Transport = McpTransport.Http, Url = "http://127.0.0.1:1/mcp" },
            Service = new McpService("process", $"of-no-life-{Guid.NewGuid():N}") { StartCommand = ["sh", "-c", "exit 3"] },
            Recover = new McpRecoverPlan { Timeout = TimeSpan.FromSeconds(timeout), Settle = TimeSpan.Zero },
        };
        var steps = new List<McpOps.Maintenance.McpMaintenanceStep>();
        await foreach (var step in new McpOps.Maintenance.ServerRestart(machine.Context, machine.Paths).RunAsync(new McpOps.Maintenance.RestartOptions { Server = server, History = machine.Root }, Stop))
        {
            steps.Add(step);
        }

        Assert.Equal("verify Failed", $"{steps[^1].Step} {steps[^1].Outcome}");
        var said = System.Text.RegularExpressions.Regex.Match(steps[^1].Message, @"It ended (?<seconds>[0-9.]+) s after its start, with exit code 3\.", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.True(said.Success, steps[^1].Message);
        Assert.InRange(double.Parse(said.Groups["seconds"].Value, System.Globalization.CultureInfo.InvariantCulture), 0, Math.Max(4.9, steps[^1].DurationMs / 2000));
    }

    [Fact]
    public void Restarts_are_counted_within_their_time_and_a_clock_that_jumped_does_not_reset_them()
    {
        var (plan, now) = (new McpRecoverPlan { Within = TimeSpan.FromMinutes(15) }, TimeProvider.System.GetUtcNow());
        Assert.Equal(2, new RecoveryMemory { Restarts = [now.AddMinutes(-16), now.AddMinutes(-14), now.AddYears(1)] }.Recent(plan, now).Count);
    }

    [Fact]
    public async Task A_tree_is_ended_to_its_last_child_even_when_it_does_not_listen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        using var root = Process.Start(new ProcessStartInfo("bash", ["-c", "trap '' TERM; bash -c 'trap \"\" TERM; echo ready; while :; do sleep 0.1; done' & wait; while :; do sleep 0.1; done"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        Assert.Equal("ready", await root.StandardOutput.ReadLineAsync(Stop));
        var tree = ProcessTree.Of(root.Id);
        Assert.True(tree.Ids.Count >= 2, string.Join(", ", tree.Ids));
        Assert.Empty((await tree.EndAsync(TimeSpan.FromMilliseconds(300), TimeProvider.System, Stop)).Left);
        Assert.Empty(tree.Living);
    }

    [Fact]
    public async Task A_stop_that_lies_is_not_believed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        using var process = Process.Start(new ProcessStartInfo("sleep", ["301.5"]))!;
        using var machine = new Servers.FakeMachine();
        try
        {
            var steps = await RestartAsync(machine, new Systemctl(process.Id, "active", "no"), automatic: false);
            Assert.Equal(["diagnose Ok", "evidence Changed", "stop Changed", "start Changed", "verify Failed"], steps.Select(step => $"{step.Step} {step.Outcome}"));
            Assert.Contains($"Its own processes {process.Id} were ended", steps[2].Message, StringComparison.Ordinal);
            Assert.True(process.HasExited);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task What_systemd_is_restarting_by_itself_is_left_to_it_when_no_person_asked()
    {
        using var machine = new Servers.FakeMachine();
        var step = Assert.Single(await RestartAsync(machine, new Systemctl(0, "activating", "on-failure"), automatic: true));
        Assert.Equal("diagnose Skipped", $"{step.Step} {step.Outcome}");
        Assert.Contains("restart: on-failure, 4 times so far", step.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_the_service_manager_cannot_be_asked_nothing_is_ended(bool force)
    {
        using var machine = new Servers.FakeMachine();
        var services = new ServiceControl(TimeProvider.System) { DockerHost = $"unix://{machine.Root}/none.sock" };
        var step = Assert.Single(await RestartAsync(machine, services, automatic: false, kind: "docker", force));
        Assert.Equal("diagnose Failed", $"{step.Step} {step.Outcome}");
        Assert.Contains("cannot be asked, so nothing was ended", step.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_holds_the_port_of_a_service_that_does_not_run_is_not_the_service()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var server = new McpServer { Name = "a", Ports = [((System.Net.IPEndPoint)listener.LocalEndpoint).Port] };
        var stopped = new ServiceState { Status = ServiceStatus.Stopped };
        Assert.Null(ServerProcess.Find(server with { Service = new McpService("docker", "a") }, stopped));
        Assert.Null(ServerProcess.Find(server with { Service = new McpService("systemd", "no-such-unit-77.service") }, stopped));
    }

    [Theory]
    [InlineData("no such program 78", "Unhealthy")]
    [InlineData("", "Healthy")]
    public async Task A_diagnosis_names_who_took_the_port_of_a_service_that_does_not_run(string service, string status)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        using var machine = new Servers.FakeMachine();
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        var server = new McpServer { Name = "a", Origin = ServerOrigin.Inventory, Ports = [port], Service = service.Length > 0 ? new McpService("process", service) : null };
        var seen = new List<McpOps.Maintenance.McpDiagnosis>();
        await foreach (var one in new McpOps.Maintenance.ServerDiagnosis(machine.Context, machine.Paths).RunAsync(new McpOps.Maintenance.DiagnosisOptions { Server = server, Interval = TimeSpan.FromMilliseconds(1) }, Stop))
        {
            seen.Add(one);
        }

        var held = Assert.Single(seen, one => one.Area is "sockets" && one.Fact.StartsWith($"Port {port} ", StringComparison.Ordinal));
        Assert.Equal(status, held.Status);
        Assert.Contains($"is held by process {Environment.ProcessId} (", held.Fact, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_that_the_day_before_had_too_is_not_new_to_a_diagnosis_of_an_hour()
    {
        using var machine = new Servers.FakeMachine();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        string Line(int minutes, string text) => FormattableString.Invariant($"{now.AddMinutes(-minutes):yyyy-MM-ddTHH:mm:ss}Z {text}");
        var log = machine.Write("web.log", string.Join('\n', [.. Enumerable.Range(1, 24).Reverse().Select(hour => Line(60 * hour, "INFO It works.")), Line(20 * 60, "ERROR The database refuses."), Line(10, "ERROR The database refuses."), Line(5, "ERROR The queue is full."), ""]));
        var server = new McpServer { Name = "a", Origin = ServerOrigin.Inventory, Logs = [log] };
        var seen = new List<McpOps.Maintenance.McpDiagnosis>();
        await foreach (var one in new McpOps.Maintenance.ServerDiagnosis(machine.Context, machine.Paths).RunAsync(new McpOps.Maintenance.DiagnosisOptions { Server = server, Interval = TimeSpan.FromMilliseconds(1), Window = TimeSpan.FromHours(1) }, Stop))
        {
            seen.Add(one);
        }

        Assert.DoesNotContain(", new", Assert.Single(seen, one => one.Area is "logs" && one.Fact.Contains("database", StringComparison.Ordinal)).Fact, StringComparison.Ordinal);
        Assert.Contains(", new", Assert.Single(seen, one => one.Area is "logs" && one.Fact.Contains("queue", StringComparison.Ordinal)).Fact, StringComparison.Ordinal);
    }

    /// <summary>Each look at a server that answers calls its tool: a minute of proof is some thirty calls, and not hundreds. One that is not there yet is found at once.</summary>
    [Fact]
    public void A_proof_after_a_restart_asks_what_answers_less_and_less_often()
    {
        var (elapsed, pauses) = (TimeSpan.Zero, new List<TimeSpan>());
        while (elapsed < TimeSpan.FromSeconds(60))
        {
            pauses.Add(ServiceTurns.PauseAfter(McpVerdict.Healthy, elapsed));
            elapsed += pauses[^1];
        }

        Assert.InRange(pauses.Count, 25, 45);
        Assert.Equal(pauses.Order(), pauses);
        Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(2)));
        Assert.All([0, 5, 60], seconds => Assert.Equal(TimeSpan.FromMilliseconds(250), ServiceTurns.PauseAfter(McpVerdict.Unreachable, TimeSpan.FromSeconds(seconds))));
    }

    private static Task<IReadOnlyList<McpOps.Maintenance.McpMaintenanceStep>> RestartAsync(Servers.FakeMachine machine, Systemctl systemctl, bool automatic) =>
        RestartAsync(machine, new ServiceControl(TimeProvider.System) { Commands = systemctl }, automatic, "systemd", force: false);

    private static async Task<IReadOnlyList<McpOps.Maintenance.McpMaintenanceStep>> RestartAsync(Servers.FakeMachine machine, ServiceControl services, bool automatic, string kind, bool force)
    {
        var server = new McpServer
        {
            Name = "a", Origin = ServerOrigin.Inventory, Connection = new McpConnection { Transport = McpTransport.Http, Url = "http://127.0.0.1:1/mcp" },
            Service = new McpService(kind, "a"), Recover = new McpRecoverPlan { Timeout = TimeSpan.FromSeconds(1), Settle = TimeSpan.Zero },
        };
        var steps = new List<McpOps.Maintenance.McpMaintenanceStep>();
        var restart = new McpOps.Maintenance.ServerRestart(machine.Context, machine.Paths) { Services = services };
        await foreach (var step in restart.RunAsync(new McpOps.Maintenance.RestartOptions { Server = server, Automatic = automatic, Force = force, History = machine.Root }, Stop))
        {
            steps.Add(step);
        }

        return steps;
    }

    // Says yes to all, and does nothing; how the unit is, it tells by its process.
    private sealed class Systemctl(int id, string state, string policy) : CommandRunner
    {
        public override Task<CommandOutput> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
        {
            var now = state is "active" && ProcessTable.Get(id) is null ? "inactive" : state;
            return Task.FromResult(new CommandOutput(0, arguments[0] is "show" ? $"LoadState=loaded\nActiveState={now}\nSubState=x\nMainPID={(now is "active" ? id : 0)}\nNRestarts=4\nRestart={policy}\n" : "", ""));
        }
    }

    [Fact]
    public void This_process_and_those_that_started_it_are_in_no_tree() => Assert.DoesNotContain(Environment.ProcessId, ProcessTree.Of(1).Ids);

    [Fact]
    public void A_part_of_a_name_is_never_enough_to_end_a_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.5";
        using var other = Process.Start(new ProcessStartInfo("sleep", [mark]))!;
        using var twin = Process.Start(new ProcessStartInfo("sleep", [mark]))!;
        try
        {
            var server = new McpServer { Name = "a", Service = new McpService("process", $"sleep {mark}") };
            Assert.Equal("ProcessNotTold", Assert.Throws<McpOpsException>(() => ServerProcess.Find(server, null)).ErrorId);
            var two = server with { Service = new McpService("process", $"sleep {mark}") { StartCommand = ["/usr/bin/sleep", mark] } };
            Assert.Equal("ProcessNotTold", Assert.Throws<McpOpsException>(() => ServerProcess.Find(two, null)).ErrorId);
            twin.Kill();
            twin.WaitForExit();
            Assert.Equal(other.Id, ServerProcess.Find(two, null));
            Assert.Null(ServerProcess.Find(server with { Service = new McpService("process", "no such program 77") }, null));
        }
        finally
        {
            other.Kill();
        }
    }

    [Fact]
    public void Rules_of_a_firewall_that_name_a_port_are_found_and_numbers_within_others_are_not()
    {
        const string Rules = """
            table inet filter {
                chain input {
                    tcp dport 8000 accept
                    tcp dport { 22, 443, 3002 } drop
                    tcp dport 18000-18001 accept
                    ip saddr 10.80.0.0/16 accept
            """;
        Assert.Equal(["tcp dport 8000 accept"], FirewallArea.Touching(Rules, ["8000"]));
        Assert.Equal(["tcp dport { 22, 443, 3002 } drop"], FirewallArea.Touching(Rules, ["3002"]));
        Assert.Empty(FirewallArea.Touching(Rules, ["80"]));
    }

    private static string Single(RecoveryFacts facts) => Assert.Single(Incurable.Of(facts));

    private static ServiceState Failed(string message) => new() { Status = ServiceStatus.Failed, Message = message };

    private static RecoveryFacts Facts(params McpCheckResult[] checks) => new()
    {
        Health = new McpHealth { Server = "a", Status = HealthStatus.Unhealthy, Verdict = "Unreachable", CheckedAt = TimeProvider.System.GetLocalNow().DateTime, Checks = checks },
        Service = new ServiceState { Status = ServiceStatus.Stopped },
        Disks = [new DiskUsage("/") { UsedPercent = 40, AvailableBytes = 1L << 40 }],
    };
}
