using System.Net;
using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;
using McpOps.Core.Tests.Servers;
using McpOps.Maintenance;
using McpOps.Maintenance.Recovery;
using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>What the watch does by itself about a server that is down.</summary>
public sealed class AutomaticRecoveryTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly McpRecoverPlan Plan = new() { Automatic = true, Limit = 3, Within = TimeSpan.FromMinutes(15) };
    private static readonly RuleState Firing = new() { Server = "a", Rule = "health", Phase = RulePhase.Firing, Severity = AlertSeverity.Critical, Announced = true };
    private readonly FakeMachine _machine = new();
    private readonly List<CompanionWord> _said = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Only_what_fires_and_is_nobody_elses_is_restarted()
    {
        Assert.Equal(RecoveryAct.Restart, Act(Firing));
        Assert.Equal(RecoveryAct.Nothing, Act(null));
        Assert.Equal(RecoveryAct.Nothing, Act(Firing with { Phase = RulePhase.Pending }));
        Assert.Equal(RecoveryAct.Nothing, Act(Firing with { Phase = RulePhase.Recovering }));

        // 401 and what is merely slow are warnings.
        Assert.Equal(RecoveryAct.Nothing, Act(Firing with { Severity = AlertSeverity.Warning }));
        Assert.Equal(RecoveryAct.Nothing, Act(Firing with { Muted = "window:patching", Announced = false }));
        Assert.Equal(RecoveryAct.Nothing, Act(Firing with { Muted = "dependency:postgres" }));
        Assert.Equal(RecoveryAct.Nothing, Act(Firing with { AcknowledgedAt = Now }));
    }

    /// <summary>Errors in its log are a warning; one failed look beside them is not yet an outage.</summary>
    [Fact]
    public void What_is_ill_already_is_restarted_after_as_many_failures_as_what_was_well()
    {
        Assert.Equal(RecoveryAct.Nothing, Act(After("wwwww")));
        Assert.Equal(RecoveryAct.Nothing, Act(After("wwwwwC")));
        Assert.Equal(RecoveryAct.Nothing, Act(After("wwwwwCC")));
        Assert.Equal(RecoveryAct.Nothing, Act(After("wwC")));
        Assert.Equal(RecoveryAct.Restart, Act(After("wwwwwCCC")));
        Assert.Equal(RecoveryAct.Restart, Act(After("CCC")));

        static RuleState After(string samples)
        {
            var state = new RuleState { Server = "a", Rule = "health" };
            foreach (var (sample, minute) in samples.Select((sample, minute) => (sample, minute)))
            {
                var seen = new Observation("a", "health", Now.AddMinutes(minute - samples.Length), ObservedResult.Bad) { Severity = sample is 'C' ? AlertSeverity.Critical : AlertSeverity.Warning };
                state = AlertMachine.Step(state, seen, Hold.No).State;
            }

            return state;
        }
    }

    [Fact]
    public void It_waits_is_given_up_and_forgets_after_ten_healthy_minutes()
    {
        var memory = new RecoveryMemory { Restarts = [Now.AddMinutes(-3), Now.AddMinutes(-2)], NotBefore = Now.AddSeconds(3) };
        Assert.Equal(RecoveryAct.Nothing, Act(Firing, memory));
        Assert.Equal(RecoveryAct.Restart, Act(Firing, memory with { NotBefore = Now.AddSeconds(-1) }));

        // A clock that was set back makes nobody wait for a day.
        Assert.Equal(RecoveryAct.Restart, Act(Firing, memory with { NotBefore = Now.AddDays(1) }));
        Assert.Equal(RecoveryAct.GiveUp, Act(Firing, memory.With(Now.AddMinutes(-1))));
        Assert.Equal(RecoveryAct.Nothing, Act(Firing, memory.With(Now.AddMinutes(-1)) with { GivenUpAt = Now }));
        Assert.Equal(RecoveryAct.Nothing, Act(null, memory with { GivenUpAt = Now }, healthySince: Now.AddMinutes(-9)));
        Assert.Equal(RecoveryAct.Forget, Act(null, memory with { GivenUpAt = Now }, healthySince: Now.AddMinutes(-10)));
    }

    [Fact]
    public void The_wait_grows_up_to_five_minutes_and_is_never_longer() => Prop.ForAll(Gen.Choose(0, 10_000).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (attempts, chance) =>
    {
        var wait = RecoveryDecision.Wait(attempts, chance / 1000.0);
        return wait >= TimeSpan.Zero && wait <= TimeSpan.FromMinutes(5) && RecoveryDecision.Wait(attempts + 1, chance / 1000.0) >= wait;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_server_that_dies_at_once_is_given_up_after_its_limit_and_told_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var (recovery, server) = (new AutomaticRecovery(_machine.Context, _machine.Paths), Server("sh", "-c", "exit 3"));
        for (var round = 0; round < 6; round++)
        {
            await RoundAsync(recovery, server);

            // As if the wait were over.
            Memories.Write("a", Memories.Read("a") with { NotBefore = null });
        }

        Assert.Equal(["Failed", "Failed", "GivenUp"], _said.Select(word => word.Outcome));
        Assert.Equal("GivenUp", Assert.Single(_said, word => word.Tell).Outcome);
        Assert.Contains("restarted 2 times", _said[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_restart_cannot_cure_is_told_once_and_is_not_counted()
    {
        var (recovery, server) = (new AutomaticRecovery(_machine.Context, _machine.Paths), Server(Path.Combine(_machine.Root, "gone")));
        for (var round = 0; round < 3; round++)
        {
            await RoundAsync(recovery, server);
            Assert.InRange(Memories.Read("a").NotBefore!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
            Memories.Write("a", Memories.Read("a") with { NotBefore = null });
        }

        Assert.Equal(("Refused", true), (Assert.Single(_said).Outcome, _said[0].Tell));
        Assert.Contains("would not cure it", _said[0].Message, StringComparison.Ordinal);
        Assert.Empty(Memories.Read("a").Restarts);
    }

    /// <summary>What nothing says how to start is not stopped, neither by itself nor by hand.</summary>
    [Fact]
    public async Task What_could_not_be_started_again_is_not_stopped()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.5";
        using var process = System.Diagnostics.Process.Start("sleep", [mark]);
        try
        {
            var (recovery, server) = (new AutomaticRecovery(_machine.Context, _machine.Paths), Server("sh") with { Service = new McpService("process", $"sleep {mark}") });
            await RoundAsync(recovery, server);
            Assert.Equal(("Refused", true), (Assert.Single(_said).Outcome, _said[0].Tell));
            Assert.Contains("ServiceNotStartable", _said[0].Message, StringComparison.Ordinal);
            foreach (var dry in new[] { true, false })
            {
                var options = new RestartOptions { Server = server, Force = true, DryRun = dry, History = Path.Combine(_machine.Project, "history") };
                var error = await Assert.ThrowsAsync<McpOpsException>(async () =>
                {
                    await foreach (var step in new ServerRestart(_machine.Context, _machine.Paths).RunAsync(options, Stop))
                    {
                        Assert.NotEqual("stop", step.Step);
                    }
                });
                Assert.Equal("ServiceNotStartable", error.ErrorId);
            }

            Assert.False(process.HasExited);
            Assert.Empty(Memories.Read("a").Restarts);
        }
        finally
        {
            process.Kill();
        }
    }

    // Somebody forces a restart of what was given up: that it was away meanwhile is no reason to give it up again.
    [Fact]
    public async Task What_was_seen_during_a_restart_by_hand_gives_nothing_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var began = TimeProvider.System.GetUtcNow();
        var options = new RestartOptions { Server = Server("sh", "-c", "exit 3"), Force = true, History = Path.Combine(_machine.Project, "history") };
        await foreach (var step in new ServerRestart(_machine.Context, _machine.Paths).RunAsync(options, Stop))
        {
            Assert.Equal("a", step.Server);
        }

        var memory = Memories.Read("a");
        var ended = memory.NotBefore!.Value;

        // Nor does it count toward the limit.
        Assert.Empty(memory.Restarts);
        memory = memory with { Restarts = [began, began, began] };
        Assert.Equal(RecoveryAct.Nothing, RecoveryDecision.Of(Firing with { Last = began + ((ended - began) / 2) }, null, memory, Plan, ended));
        Assert.Equal(RecoveryAct.GiveUp, RecoveryDecision.Of(Firing with { Last = ended.AddSeconds(1) }, null, memory, Plan, ended.AddSeconds(2)));
    }

    // It works by a person's hand: when it dies again, the restarts before that say nothing.
    [Fact]
    public async Task What_somebody_got_back_on_its_feet_by_force_is_restarted_again_when_it_dies_anew()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var (port, now) = (new Uri(Server("sh").Connection.Url!).Port, TimeProvider.System.GetUtcNow());
        var server = Server("sleep", $"20.{port}") with { Connection = new McpConnection { Transport = McpTransport.None }, Service = new McpService("process", $"sleep 20.{port}") { StartCommand = ["sleep", $"20.{port}"] } };
        Memories.Write("a", new RecoveryMemory { Restarts = [now, now], GivenUpAt = now });
        var steps = new List<string>();
        await foreach (var step in new ServerRestart(_machine.Context, _machine.Paths).RunAsync(new RestartOptions { Server = server, Force = true, History = Path.Combine(_machine.Project, "history") }, Stop))
        {
            steps.Add($"{step.Step} {step.Outcome} {step.Message}");
        }

        Assert.True(steps[^1].StartsWith("verify Ok", StringComparison.Ordinal), string.Join('\n', steps));
        var memory = Memories.Read("a");
        Assert.Null(memory.GivenUpAt);
        Assert.Equal(RecoveryAct.Restart, RecoveryDecision.Of(Firing with { Last = memory.NotBefore!.Value.AddSeconds(9) }, null, memory, server.Recover!, memory.NotBefore.Value.AddSeconds(10)));
    }

    [Fact]
    public async Task That_it_was_given_up_names_who_holds_its_port()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var (recovery, server) = (new AutomaticRecovery(_machine.Context, _machine.Paths), Server("sh", "-c", "exit 3"));
        using var other = new TcpListener(IPAddress.Loopback, new Uri(server.Connection.Url!).Port);
        other.Start();
        Memories.Write("a", new RecoveryMemory { Restarts = [TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow()] });
        await RoundAsync(recovery, server);
        Assert.Contains($"Port {new Uri(server.Connection.Url!).Port} is held by process {Environment.ProcessId} (", Assert.Single(_said).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_another_machine_is_left_alone_and_that_is_said_once()
    {
        var recovery = new AutomaticRecovery(_machine.Context, _machine.Paths);
        var server = Server("sh", "-c", "exit 3") with { Connection = new McpConnection { Transport = McpTransport.Http, Url = "http://192.0.2.7:8000/mcp" } };
        await RoundAsync(recovery, server);
        await RoundAsync(recovery, server);
        Assert.Empty(_said);
        Assert.Equal("RecoveryElsewhere", Assert.Single(_machine.Notices).Id);
    }

    [Fact]
    public async Task A_memory_that_cannot_be_written_and_a_word_that_reaches_nobody_are_warnings()
    {
        var (recovery, server) = (new AutomaticRecovery(_machine.Context, _machine.Paths), Server(Path.Combine(_machine.Root, "gone")));
        await RoundAsync(recovery, server, _ => throw new IOException("nobody reads"));
        Assert.Contains("nobody reads", Assert.Single(_machine.Notices, notice => notice.Id == "RecoveryFailed").Message, StringComparison.Ordinal);

        _machine.Notices.Clear();
        Directory.Delete(Path.Combine(_machine.Project, "history", "recovery"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(_machine.Project, "history", "recovery"), "in its place", Stop);
        await RoundAsync(recovery, server);
        Assert.Single(_machine.Notices, notice => notice.Id == "RecoveryFailed");
        Assert.Empty(_said);
    }

    [Fact]
    public async Task While_another_has_the_lock_nothing_is_given_up_or_written()
    {
        var (recovery, server) = (new AutomaticRecovery(_machine.Context, _machine.Paths), Server("sh", "-c", "exit 3"));
        var memory = new RecoveryMemory { Restarts = [TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow()] };
        using (Memories.Take("a", "a person's restart", Now))
        {
            Memories.Write("a", memory);
            await RoundAsync(recovery, server);
            Assert.Null(Memories.Read("a").GivenUpAt);
            Assert.Equal("MaintenanceRunning", Assert.Throws<McpOpsException>(() => Memories.Change("a", Now, known => known)).ErrorId);
        }

        await RoundAsync(recovery, server);
        Assert.NotNull(Memories.Read("a").GivenUpAt);
        Assert.Equal("GivenUp", Assert.Single(_said).Outcome);
        Assert.Empty(_machine.Notices);
    }

    [Fact]
    public void Names_of_any_length_are_remembered_and_locked()
    {
        var name = new string('ü', 200);
        Memories.Change(name, Now, memory => memory.With(Now));
        Assert.Equal(Now, Assert.Single(Memories.Read(name).Restarts));
        Assert.Empty(Memories.Read(name + "a").Restarts);
    }

    [Fact]
    public async Task What_ends_beside_a_watch_by_a_fault_ends_no_watch()
    {
        _machine.Write("mcpops.json", """{ "history": { "store": "history" }, "servers": { "a": { "url": "http://127.0.0.1:1/mcp" } } }""");
        var records = 0;
        await foreach (var record in new WatchEngine(_machine.Context, _machine.Paths) { Companion = new FaultyCompanion() }.RunAsync(new WatchOptions { Once = true, NoSend = true }, Stop))
        {
            records++;
        }

        Assert.NotEqual(0, records);
        Assert.Contains("it broke", Assert.Single(_machine.Notices, notice => notice.Id == "WatchFailed").Message, StringComparison.Ordinal);
    }

    private sealed class FaultyCompanion : IWatchCompanion
    {
        public bool IsAskedFor(WatchPlan plan) => true;

        public Task BeginAsync(WatchView seen, Func<CompanionWord, Task> say, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task EndAsync() => Task.FromException(new InvalidOperationException("it broke"));
    }

    [Theory]
    [InlineData("""{ "command": "x", "recover": { "automatic": true } }""", "service")]
    [InlineData("""{ "command": "x", "recover": { "restore": true } }""", "destination")]
    public async Task What_is_asked_for_and_cannot_be_done_is_refused_when_it_is_read(string server, string said) =>
        Assert.Contains(said, (await Assert.ThrowsAsync<McpOpsException>(() => _machine.ReadAsync($$"""{ "servers": { "a": {{server}} } }"""))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(-30, false)]
    [InlineData(30, true)]
    public void It_is_given_up_only_when_it_was_seen_to_fail_after_the_last_restart(int seconds, bool given)
    {
        var last = Now.AddMinutes(-1);
        var memory = new RecoveryMemory { Restarts = [.. Enumerable.Range(0, Plan.Limit).Select(index => last.AddMinutes(index - Plan.Limit + 1))] };
        Assert.Equal(given ? RecoveryAct.GiveUp : RecoveryAct.Nothing, Act(Firing with { Last = last.AddSeconds(seconds) }, memory));
    }

    private RecoveryMemories Memories => new(Path.Combine(_machine.Project, "history"));

    private static RecoveryAct Act(RuleState? alert, RecoveryMemory? memory = null, DateTimeOffset? healthySince = null) => RecoveryDecision.Of(alert, healthySince, memory ?? new RecoveryMemory(), Plan, Now);

    private async Task RoundAsync(AutomaticRecovery recovery, McpServer server, Func<CompanionWord, Task>? say = null)
    {
        var plan = new WatchPlan(McpFleet.None, [new WatchedServer(server, TimeSpan.FromSeconds(60), 3, 2)]);
        var seen = new WatchView(plan, Path.Combine(_machine.Project, "history"), new Dictionary<string, RuleState>(StringComparer.Ordinal) { ["a"] = Firing }, new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal));
        await recovery.BeginAsync(seen, say ?? (word => { _said.Add(word); return Task.CompletedTask; }), Stop);
        await recovery.EndAsync();
    }

    private static McpServer Server(params string[] start)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        return new McpServer
        {
            Name = "a", Origin = ServerOrigin.Inventory, Connection = new McpConnection { Transport = McpTransport.Http, Url = $"http://127.0.0.1:{port}/mcp" },
            Service = new McpService("process", $"no such process {port}") { StartCommand = start },
            Recover = new McpRecoverPlan { Automatic = true, Limit = 2, Settle = TimeSpan.Zero, Timeout = TimeSpan.FromMilliseconds(200) },
        };
    }
}
