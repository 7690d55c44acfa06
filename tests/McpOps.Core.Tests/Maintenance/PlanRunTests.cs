using McpOps.Core.Tests.Servers;
using McpOps.Maintenance;
using McpOps.Maintenance.Plans;
using McpOps.Servers;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>Runs of plans: what is done, what is left out, what is recorded.</summary>
public sealed class PlanRunTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task A_failure_leaves_out_what_needs_it_and_nothing_else()
    {
        Write("""{ "id": "one", "use": "fail" }, { "id": "two", "use": "note", "needs": ["one"] }, { "id": "three", "use": "note" }""");
        var steps = await RunAsync();
        Assert.Equal(["one Failed", "two Skipped", "three Changed"], steps.Select(step => $"{step.Step} {step.Outcome}"));
        Assert.Contains("needs 'one', which failed", steps[1].Message, StringComparison.Ordinal);
        Assert.Contains("BrokenOnPurpose", steps[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ends_the_plan_of_this_server_only()
    {
        Write("""{ "id": "one", "use": "fail", "onError": "stop" }, { "id": "two", "use": "note" }""", more: """, "b": { "command": "x", "plans": { "daily": { "steps": [{ "id": "one", "use": "note" }] } } }""");
        Assert.Equal(["a one Failed", "a two Skipped", "b one Changed", "b two Changed"], (await RunAsync()).Select(step => $"{step.Server} {step.Step} {step.Outcome}"));
    }

    [Fact]
    public async Task What_one_server_s_failure_leaves_out_of_the_host_s_work_another_s_plan_comes_to()
    {
        _machine.Write("mcpops.json", """
            { "history": { "store": "history" }, "plans": { "daily": { "at": "02:00", "steps": [{ "id": "one", "use": "note" }, { "id": "make", "use": "command", "with": { "run": ["true"] } }] } },
              "servers": { "a": { "command": "x", "plans": { "daily": { "steps": [{ "id": "one", "use": "fail", "onError": "stop" }] } } }, "b": { "command": "x" } } }
            """);
        Assert.Equal(["one Failed", "make Skipped", "one Changed", "make Changed"], (await RunAsync()).Select(step => $"{step.Step} {step.Outcome}"));
        Assert.Equal(["a Failed", "b Changed"], (await StatusAsync()).Select(status => $"{status.Server} {status.Outcome}"));
    }

    [Fact]
    public async Task Some_steps_are_no_run_of_the_plan_and_a_plan_that_is_not_there_is_an_error()
    {
        Write("""{ "id": "one", "use": "fail" }, { "id": "two", "use": "note", "needs": ["one"] }, { "id": "three", "use": "note" }""");
        await RunAsync();
        await RunAsync(new MaintenanceOptions { Plan = "daily", Steps = ["three"] });
        Assert.StartsWith("one: It is broken", Assert.Single(await StatusAsync()).Message, StringComparison.Ordinal);
        var status = new MaintenanceEngine(_machine.Context, _machine.Paths).StatusAsync(new MaintenanceOptions { Plan = "dayly" }, Stop);
        Assert.Contains("daily", (await Assert.ThrowsAsync<McpOpsException>(() => status)).Message, StringComparison.Ordinal);
        _machine.Write("mcpops.json", """{ "servers": { "a": { "command": "x", "enabled": false, "plans": { "daily": { "steps": [{ "use": "note" }] } } } } }""");
        Assert.Contains("switched off have the plan 'daily': a.", (await Assert.ThrowsAsync<McpOpsException>(() => RunAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_hangs_is_ended_and_the_rest_goes_on()
    {
        Write("""{ "id": "one", "use": "hang", "timeout": "1s" }, { "id": "two", "use": "note" }""");
        var steps = await RunAsync();
        Assert.Equal(["one Failed", "two Changed"], steps.Select(step => $"{step.Step} {step.Outcome}"));
        Assert.Contains("did not end within 1 s and was ended", steps[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_dead_fails_once_whatever_is_asked_of_it()
    {
        Write("""{ "use": "db.maintain" }""", more: """, "b": { "command": "x", "databases": { "main": { "kind": "postgres", "url": "postgresql://me@127.0.0.1:1/x" } }, "maintain": { "main": { "vacuum": true, "reindex": true } } }""");
        var step = Assert.Single(await RunAsync(), one => one.Server == "b");
        Assert.Equal(StepOutcome.Failed, step.Outcome);
        Assert.StartsWith("0 of 1 tables and files. main, main: It does not answer", step.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_leaves_no_trace()
    {
        Write("""{ "id": "one", "use": "note" }, { "id": "two", "use": "look" }""");
        var kind = new NoteStep();
        var steps = await RunAsync(new MaintenanceOptions { Plan = "daily", DryRun = true }, kind);
        Assert.Equal(["one WouldChange", "two Ok"], steps.Select(step => $"{step.Step} {step.Outcome}"));
        Assert.Equal(0, kind.Done);
        Assert.False(Directory.Exists(History));
    }

    [Fact]
    public async Task A_dry_run_of_a_list_of_updates_shows_the_list()
    {
        Write("""{ "id": "new", "use": "updates.list", "with": { "of": ["npm"] } }""");
        var step = Assert.Single(await RunAsync(new MaintenanceOptions { Plan = "daily", DryRun = true }));
        Assert.DoesNotContain("left out of a dry run", step.Message, StringComparison.Ordinal);
        Assert.Contains("newer versions", step.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(History));
    }

    [Theory]
    [InlineData("""{ "use": "note" }, { "use": "nope" }""", "PlanUseUnknown")]
    [InlineData("""{ "use": "note", "with": { "wrods": 1 } }""", "PlanStepInvalid")]
    [InlineData("""{ "use": "note" }, { "use": "look", "when": "moon > 3" }""", "PlanConditionInvalid")]
    [InlineData("""{ "use": "note", "needs": ["look"] }, { "use": "look", "needs": ["note"] }""", "PlanCycle")]
    [InlineData("""{ "use": "note", "needs": ["lok"] }""", "PlanStepUnknown")]
    [InlineData("""{ "use": "files.clean", "with": { "rules": ["stal"] } }""", "PlanStepInvalid")]
    [InlineData("""{ "use": "db.retain", "with": { "databases": ["mian"] } }""", "PlanStepInvalid")]
    [InlineData("""{ "use": "backup", "with": { "sets": ["dta"] } }""", "PlanStepInvalid")]
    [InlineData("""{ "use": "metrics.export", "with": { "path": "/x.prom", "as": "excel" } }""", "PlanStepInvalid")]
    [InlineData("""{ "use": "metrics.export", "with": { "path": "/x.prom", "as": "otlp" } }""", "PlanStepInvalid")]
    [InlineData("""{ "use": "metrics.export", "with": { "path": "/x.prom", "endpoint": "http://127.0.0.1:4318" } }""", "PlanStepInvalid")]
    public async Task What_is_wrong_anywhere_in_a_plan_ends_it_with_nothing_done(string steps, string id)
    {
        Write(steps);
        var kind = new NoteStep();
        var refused = await Assert.ThrowsAsync<McpOpsException>(() => RunAsync(new MaintenanceOptions { Plan = "daily" }, kind));
        Assert.Equal(id, refused.ErrorId);
        Assert.StartsWith($"{Path.Combine(_machine.Project, "mcpops.json")}:1: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, kind.Done);
        Assert.False(Directory.Exists(History));
    }

    [Fact]
    public async Task A_test_of_the_inventory_tells_everything_that_a_run_would_refuse()
    {
        _machine.Write("mcpops.json", """
            { "plans": { "daily": { "steps": [
                { "use": "nope" },
                { "use": "backup", "with": { "seets": [] }, "needs": ["health", "verify"] },
                { "use": "audit", "when": "moon > 3" },
                { "use": "audit", "id": "off", "with": { "wrong": 1 }, "enabled": false },
                { "use": "health" }] } },
              "servers": { "a": { "command": "x", "logFormat": "python", "rules": { "slow": { "metric": "respnse", "above": { "warning": 5 } } } }, "b": { "command": "x" } } }
            """);
        var test = await new InventoryCheck(_machine.Context, _machine.Paths).RunAsync(null, Stop);
        Assert.Equal(InventoryStatus.Invalid, test.Status);
        Assert.Equal(["UnknownMetric", "InvalidFormat", "PlanStepUnknown", "PlanUseUnknown", "PlanStepInvalid", "PlanConditionInvalid"], test.Problems.Select(problem => problem.Id));
        Assert.Equal(["3", "2", "3", "4"], test.Problems.Skip(2).Select(problem => problem.Message.Split("mcpops.json:")[1].Split(':')[0]));
    }

    [Fact]
    public async Task A_test_of_the_inventory_warns_of_a_clean_rule_whose_account_this_machine_does_not_know()
    {
        _machine.Write("mcpops.json", $$"""
            { "servers": { "a": { "command": "x", "clean": {
                "temporary": { "paths": ["{{_machine.Root}}/own/x_*"], "olderThan": "1d", "owner": "nobody-of-that-name" },
                "known": { "paths": ["{{_machine.Root}}/own/y_*"], "olderThan": "1d", "owner": "root" } } } } }
            """);
        var test = await new InventoryCheck(_machine.Context, _machine.Paths).RunAsync(null, Stop);
        Assert.Equal(InventoryStatus.Doubtful, test.Status);
        var problem = Assert.Single(test.Problems);
        Assert.Equal(("Warning", "AccountUnknown"), (problem.Severity, problem.Id));
        Assert.Contains("no account 'nobody-of-that-name', whose files the rule 'temporary' cleans", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_nothing_says_how_to_start_is_warned_of_and_a_plan_that_would_stop_it_says_so_before()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.5";
        using var process = System.Diagnostics.Process.Start("sleep", [mark]);
        _machine.Write("mcpops.json", $$"""
            { "plans": { "daily": { "steps": [ { "use": "backup", "with": { "stopService": true } } ] } },
              "servers": { "a": { "transport": "none", "service": { "kind": "process", "name": "sleep {{mark}}" },
                "backup": { "destination": "{{_machine.Root}}/store", "sets": { "own": { "paths": ["{{_machine.Root}}"] } } } } } }
            """);
        try
        {
            var test = await new InventoryCheck(_machine.Context, _machine.Paths).RunAsync(null, Stop);
            Assert.Equal(("Warning", "ServiceNotStartable"), (Assert.Single(test.Problems).Severity, test.Problems[0].Id));
            Assert.Contains("servers.a.service: Nothing says how to start the process", test.Problems[0].Message, StringComparison.Ordinal);
            Assert.Contains("Give its service a startCommand in the inventory. Until then a restart, a restore and a backup that stops the service are refused.", test.Problems[0].Message, StringComparison.Ordinal);
            var step = Assert.Single(await RunAsync(new MaintenanceOptions { Plan = "daily", DryRun = true }));
            Assert.Equal(StepOutcome.Failed, step.Outcome);
            Assert.Contains("ServiceNotStartable", step.Message, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task A_dry_run_of_a_backup_says_that_the_service_will_be_stopped()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.25";
        _machine.Write("mcpops.json", $$"""
            { "plans": { "daily": { "steps": [ { "use": "backup", "with": { "stopService": true } } ] } },
              "servers": { "a": { "transport": "none", "service": { "kind": "process", "name": "sleep {{mark}}", "startCommand": ["sleep", "{{mark}}"] },
                "backup": { "destination": "{{_machine.Root}}/store", "sets": { "own": { "paths": ["{{_machine.Root}}"] } } } } } }
            """);
        var step = Assert.Single(await RunAsync(new MaintenanceOptions { Plan = "daily", DryRun = true }));
        Assert.Contains($"The process service 'sleep {mark}' does not run, and would not be stopped.", step.Message, StringComparison.Ordinal);
        using var process = System.Diagnostics.Process.Start("sleep", [mark]);
        try
        {
            step = Assert.Single(await RunAsync(new MaintenanceOptions { Plan = "daily", DryRun = true }));
            Assert.Equal(StepOutcome.WouldChange, step.Outcome);
            Assert.Contains($"The process service 'sleep {mark}' would be stopped for the copy, and started again after it.", step.Message, StringComparison.Ordinal);
            Assert.Contains($"process service 'sleep {mark}': stopped for the copy, and started again", step.Changed);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task A_backup_in_a_plan_whose_service_does_not_start_again_is_there_and_the_step_failed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.75";
        var saved = _machine.Write("own/a.txt", "one");
        _machine.Write("mcpops.json", $$"""
            { "history": { "store": "history" }, "plans": { "daily": { "steps": [ { "use": "backup", "with": { "stopService": true } }, { "use": "backup.verify", "needs": ["backup"] } ] } },
              "servers": { "a": { "transport": "none", "service": { "kind": "process", "name": "sleep {{mark}}", "startCommand": ["sh", "-c", "exit 5"] },
                "backup": { "destination": "{{_machine.Root}}/store", "sets": { "own": { "paths": ["{{saved}}"] } } } } } }
            """);
        using var process = System.Diagnostics.Process.Start("sleep", [mark]);
        var steps = await RunAsync();
        Assert.Equal(["backup Failed", "backup.verify Skipped"], steps.Select(step => $"{step.Step} {step.Outcome}"));
        Assert.Contains("is Complete", steps[0].Message, StringComparison.Ordinal);
        Assert.Contains("exit code 5", steps[0].Message, StringComparison.Ordinal);
        Assert.Contains("mcpops restart a", steps[0].Message, StringComparison.Ordinal);
        Assert.StartsWith("a/", Assert.Single(steps[0].Changed), StringComparison.Ordinal);
        await process.WaitForExitAsync(Stop);
    }

    [Fact]
    public async Task A_log_that_tells_no_times_is_no_quiet_day()
    {
        var (untimed, timed) = (Path.Combine(_machine.Root, "uvicorn.log"), Path.Combine(_machine.Root, "app.log"));
        await File.WriteAllTextAsync(untimed, "INFO:     Started server process [2114]\nERROR:    Exception in ASGI application\n", Stop);
        Write("""{ "use": "logs.summary" }""", $$""", "b": { "command": "x", "logs": ["{{untimed}}", "{{timed}}"] }""");
        var step = Assert.Single(await RunAsync(), one => one.Server == "b");
        Assert.Equal(StepOutcome.Failed, step.Outcome);
        Assert.Contains($"2 entries have no times, so none can be told to be of that time: {untimed}", step.Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(timed, $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'} INFO started\n", Stop);
        step = Assert.Single(await RunAsync(), one => one.Server == "b");
        Assert.Equal(StepOutcome.Ok, step.Outcome);
        Assert.Contains($"; not counted, for they have no times: 2 entries of {untimed}", step.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_are_written_once_for_all_servers()
    {
        var file = Path.Combine(_machine.Root, "mcpops.prom");
        Write($$"""{ "use": "metrics.export", "with": { "path": "{{file}}" } }""", more: """, "b": { "command": "x" }""");
        Assert.Equal("WouldChange", Assert.Single(await RunAsync(new MaintenanceOptions { Plan = "daily", DryRun = true })).Outcome);
        Assert.False(File.Exists(file));
        Assert.Contains("NoHistory", Assert.Single(await RunAsync()).Message, StringComparison.Ordinal);
        await foreach (var record in new McpOps.Monitoring.WatchEngine(_machine.Context, _machine.Paths).RunAsync(new McpOps.Monitoring.WatchOptions { Once = true, NoSend = true }, Stop))
        {
            Assert.NotNull(record.Kind);
        }

        var step = Assert.Single(await RunAsync());
        Assert.True(step.Outcome == StepOutcome.Changed, step.Message);
        Assert.Contains("mcpops", await File.ReadAllTextAsync(file, Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recovery_that_names_a_rule_which_is_not_there_is_refused_when_the_inventory_is_read()
    {
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => _machine.ReadAsync("""{ "servers": { "a": { "command": "x", "clean": { "stale": { "paths": ["/tmp/abc_*"], "olderThan": "7d" } }, "recover": { "clean": ["stal"] } } } }"""));
        Assert.Equal("InventoryInvalid", exception.ErrorId);
        Assert.Contains("'stale'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_audit_of_a_plan_came_to_is_remembered_where_the_run_is()
    {
        Write("""{ "use": "audit", "with": { "areas": ["ports"] } }""");
        var elsewhere = _machine.Whole("elsewhere");
        Assert.Single(await RunAsync(new MaintenanceOptions { Plan = "daily", History = elsewhere }));
        Assert.True(File.Exists(Path.Combine(elsewhere, "audits.jsonl")));
        Assert.False(Directory.Exists(History));
    }

    [Fact]
    public async Task Two_runs_at_once_are_refused_and_the_second_says_who_works()
    {
        Write("""{ "use": "hang", "timeout": "1m" }""");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var hang = new HangStep();
        var first = RunAsync(new MaintenanceOptions { Plan = "daily" }, hang, end.Token);
        await hang.Begun.Task.WaitAsync(Stop);
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => RunAsync());
        Assert.Equal("MaintenanceRunning", exception.ErrorId);
        Assert.Contains($"process {Environment.ProcessId}", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("With --lock-wait 3600 (-LockWait 3600) this one waits so long for it.", exception.Message, StringComparison.Ordinal);
        Assert.Equal("Running", Assert.Single(await StatusAsync()).Outcome);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        // It did not come to its end, as if it had been killed: the next run says so, and runs everything.
        Assert.Equal("Interrupted", Assert.Single(await StatusAsync()).Outcome);
        Write("""{ "use": "note" }""");
        Assert.Equal(StepOutcome.Changed, Assert.Single(await RunAsync()).Outcome);
        Assert.Contains(_machine.Notices, notice => notice.Id == "MaintenanceInterrupted" && notice.Message.Contains("in step 'hang'", StringComparison.Ordinal));
        Assert.Equal(StepOutcome.Changed, Assert.Single(await StatusAsync()).Outcome);
    }

    /// <summary>As one that waits in the kernel for a share that died.</summary>
    [Fact]
    public async Task A_step_that_does_not_end_when_it_is_told_to_is_left_alone_and_the_next_begins()
    {
        Write("""{ "use": "hang", "timeout": "1s" }, { "use": "note" }""");
        var steps = await RunAsync(kind: new HangStep(isDeaf: true));
        Assert.Equal([StepOutcome.Failed, StepOutcome.Changed], steps.Select(step => step.Outcome));
        Assert.StartsWith("It did not end within 1 s, and not when it was told to either: it was left alone.", steps[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_waits_is_not_lost_to_one_that_is_at_work()
    {
        Write("""{ "use": "hang", "timeout": "1m" }""");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var hang = new HangStep();
        var first = RunAsync(new MaintenanceOptions { Plan = "daily" }, hang, end.Token);
        await hang.Begun.Task.WaitAsync(Stop);
        var late = await Assert.ThrowsAsync<McpOpsException>(() => RunAsync(new MaintenanceOptions { Plan = "daily", LockWait = TimeSpan.FromSeconds(1.5) }));
        Assert.Equal("MaintenanceRunning", late.ErrorId);
        Assert.Contains("This one waited 1.5 s for it", late.Message, StringComparison.Ordinal);
        Write("""{ "id": "one", "use": "note" }, { "id": "two", "use": "note" }""");
        var second = RunAsync(new MaintenanceOptions { Plan = "daily", Steps = ["one"], LockWait = TimeSpan.FromMinutes(1) });
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(StepOutcome.Changed, Assert.Single(await second).Outcome);

        // The first was cut: who runs one step is not told that all are.
        Assert.EndsWith("Only 'one' is run now, as was asked; run all with 'mcpops maintain daily a' (Invoke-McpMaintenance daily a).", Assert.Single(_machine.Notices, notice => notice.Id == "MaintenanceInterrupted").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_run_left_half_written_is_not_read_and_spoils_nothing()
    {
        Write("""{ "use": "note" }""");
        await RunAsync();
        await File.AppendAllTextAsync(Path.Combine(History, "maintenance.jsonl"), "\n{\"at\":\"2026-11-2", Stop);
        await RunAsync();
        Assert.Equal(StepOutcome.Changed, Assert.Single(await StatusAsync()).Outcome);
        Assert.Equal(8, new RunJournal(History).Read().Count);
    }

    [Fact]
    public async Task A_command_is_run_once_for_all_servers_and_never_by_a_shell()
    {
        var made = Path.Combine(_machine.Root, "made; touch other $(id)");
        Write($$"""{ "id": "make", "use": "command", "with": { "run": ["mkdir", "{{made}}"] } }""", more: """, "b": { "command": "x" }""");
        var step = Assert.Single(await RunAsync(new MaintenanceOptions { Plan = "daily" }));
        Assert.Equal((null, StepOutcome.Changed), (step.Server, step.Outcome));
        Assert.True(Directory.Exists(made));
        step = Assert.Single(await RunAsync(new MaintenanceOptions { Plan = "daily" }));
        Assert.Equal(StepOutcome.Failed, step.Outcome);
        Assert.Contains("Ended with 1", step.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_comes_after_the_steps_of_every_server_and_tells_what_failed_of_each()
    {
        var path = Path.Combine(_machine.Root, "report.json");
        Write($$"""{ "use": "fail" }, { "use": "report", "needs": [], "with": { "period": "daily", "path": "{{path}}" } }""", more: """, "b": { "command": "x" }""");
        Assert.Equal(["fail a", "fail b", "report "], (await RunAsync()).Select(step => $"{step.Step} {step.Server}"));
        using var report = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(path, Stop));
        Assert.All(report.RootElement.GetProperty("servers").EnumerateArray(), server => Assert.Equal("Failed", Assert.Single(server.GetProperty("duties").EnumerateArray()).GetProperty("outcome").GetString()));
        Assert.Equal(2, report.RootElement.GetProperty("servers").GetArrayLength());
        Assert.All(await StatusAsync(), status => Assert.Equal(StepOutcome.Failed, status.Outcome));
        Assert.Equal(2, new RunJournal(History).Read().Count(record => record.Kind is "ended"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_report_for_a_channel_that_there_is_not_fails_before_anything_of_it_is_made(bool dryRun)
    {
        var path = Path.Combine(_machine.Root, "report.html");
        Write($$"""{ "use": "report", "with": { "period": "daily", "path": "{{path}}", "to": ["nochan"] } }""");
        var step = Assert.Single(await RunAsync(new MaintenanceOptions { Plan = "daily", DryRun = dryRun }));
        Assert.Equal(StepOutcome.Failed, step.Outcome);
        Assert.Contains("names no channels", step.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_command_that_hangs_is_ended_with_what_it_started()
    {
        var file = Path.Combine(_machine.Root, "pid");
        Write($$"""{ "use": "command", "timeout": "1s", "with": { "run": ["sh", "-c", "sleep 300 & echo $! > '{{file}}'; wait"] } }""");
        Assert.Equal(StepOutcome.Failed, Assert.Single(await RunAsync(new MaintenanceOptions { Plan = "daily" })).Outcome);
        var child = int.Parse(await File.ReadAllTextAsync(file, Stop), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(await Eventually.HoldsAsync(() => McpOps.Platform.ProcessTable.Get(child) is null, TimeSpan.FromSeconds(20), Stop));
    }

    [Fact]
    public async Task A_backup_is_made_proved_and_pruned()
    {
        Directory.CreateDirectory(Path.Combine(_machine.Project, "data"));
        await File.WriteAllTextAsync(Path.Combine(_machine.Project, "data", "file"), "content", Stop);
        _machine.Write("mcpops.json", """
            { "history": { "store": "history" }, "servers": { "a": { "command": "x",
              "backup": { "destination": "store", "sets": { "data": { "paths": ["data"] } }, "retention": { "keepLast": 1 } },
              "plans": { "daily": { "at": "02:00", "steps": [{ "use": "backup.prune", "needs": ["backup.verify"] }, { "use": "backup.verify", "needs": ["backup"], "with": { "deep": true } }, { "use": "backup" }] } } } } }
            """);
        var options = new MaintenanceOptions { Plan = "daily" };
        Assert.Equal(["backup WouldChange", "backup.verify Ok", "backup.prune Ok"], (await RunAsync(options with { DryRun = true })).Select(step => $"{step.Step} {step.Outcome}"));
        Assert.Equal(["backup Changed", "backup.verify Ok", "backup.prune Ok"], (await RunAsync(options)).Select(step => $"{step.Step} {step.Outcome}"));
        var second = await RunAsync(options);
        Assert.Equal(["backup Changed", "backup.verify Ok", "backup.prune Changed"], second.Select(step => $"{step.Step} {step.Outcome}"));
        Assert.Single(second[2].Changed);
    }

    private string History => Path.Combine(_machine.Project, "history");

    private void Write(string steps, string more = "") => _machine.Write("mcpops.json",
        $$"""{ "history": { "store": "history" }, "plans": { "daily": { "at": "02:00", "steps": [{{steps}}] } }, "servers": { "a": { "command": "x" }{{more}} } }""");

    private async Task<IReadOnlyList<McpMaintenanceStep>> RunAsync(MaintenanceOptions? options = null, IPlanStep? kind = null, CancellationToken? cancellationToken = null)
    {
        IReadOnlyList<IPlanStep> kinds = [.. new IPlanStep[] { new NoteStep(), new LookStep(), new FailStep(), new HangStep() }.Where(one => one.Name != kind?.Name), .. kind is null ? [] : new[] { kind }, .. PlanSteps.All()];
        var steps = new List<McpMaintenanceStep>();
        await foreach (var step in new MaintenanceEngine(_machine.Context, _machine.Paths) { Kinds = kinds }.RunAsync(options ?? new MaintenanceOptions { Plan = "daily" }, cancellationToken ?? Stop))
        {
            steps.Add(step);
        }

        return steps;
    }

    private Task<IReadOnlyList<McpPlanStatus>> StatusAsync() => new MaintenanceEngine(_machine.Context, _machine.Paths).StatusAsync(new MaintenanceOptions { Plan = "*" }, Stop);

    private abstract class Step(string name, bool looks = false) : IPlanStep
    {
        public string Name => name;

        public IReadOnlyList<string> Words => ["word"];

        public bool OnlyLooks => looks;

        public void Check(StepWords with) => with.Text("word");

        public abstract Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken);
    }

    private sealed class NoteStep() : Step("note")
    {
        public int Done { get; private set; }

        public override Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
        {
            Done += scope.DryRun ? 0 : 1;
            return Task.FromResult(StepResult.Change(scope.DryRun, ["a thing"], "Noted."));
        }
    }

    private sealed class LookStep() : Step("look", looks: true)
    {
        public override Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken) => Task.FromResult(StepResult.Ok("Looked."));
    }

    private sealed class FailStep() : Step("fail")
    {
        public override Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken) =>
            throw new McpOpsException("BrokenOnPurpose", McpErrorCategory.InvalidData, "It is broken.");
    }

    private sealed class HangStep(bool isDeaf = false) : Step("hang")
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
        {
            Begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, isDeaf ? CancellationToken.None : cancellationToken);
            return StepResult.Ok("Never.");
        }
    }
}
