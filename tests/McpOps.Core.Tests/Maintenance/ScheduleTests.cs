using System.Xml.Linq;
using McpOps.Core.Tests.Servers;
using McpOps.Maintenance;
using McpOps.Maintenance.Schedules;
using McpOps.Platform;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>Entries of schedulers: what is written, what is left alone, and that it is the same the second time.</summary>
public sealed class ScheduleTests : IDisposable
{
    private const string Inventory = """
        { "servers": { "a": { "command": "x", "plans": { "daily": { "at": "02:00" }, "weekly": { "at": "03:05", "on": "sunday" }, "monthly": { "at": "04:00", "on": 1 }, "by-hand": {} } },
                       "b": { "command": "x", "plans": { "daily": { "at": "02:00" } } } } }
        """;

    private readonly FakeMachine _machine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Cron => Path.Combine(_machine.Root, "host", "etc", "cron.d");

    public ScheduleTests()
    {
        _machine.Write("mcpops.json", Inventory);
        Directory.CreateDirectory(Cron);
    }

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("02:00", null, "*-*-* 02:00:00", "0 2 * * *")]
    [InlineData("03:05", "sunday", "Sun *-*-* 03:05:00", "5 3 * * 0")]
    [InlineData("23:59", "monday", "Mon *-*-* 23:59:00", "59 23 * * 1")]
    [InlineData("04:00", "1", "*-*-01 04:00:00", "0 4 1 * *")]
    public void A_time_is_the_same_for_each_scheduler(string at, string? on, string systemd, string cron)
    {
        var entry = Entry(at, on);
        Assert.Equal((systemd, cron), (SystemdTimer.Calendar(entry), CronFile.Times(entry)));
    }

    [Fact]
    public async Task It_is_shown_written_left_as_it_is_and_taken_away_and_nothing_else_is_touched()
    {
        var other = Path.Combine(Cron, "backup");
        await File.WriteAllTextAsync(other, "0 1 * * * root /opt/backup.sh\n", Stop);
        Assert.Equal([StepOutcome.WouldChange, StepOutcome.WouldChange, StepOutcome.WouldChange], (await Scheduler.RegisterAsync(Options() with { DryRun = true }, Stop)).Select(one => one.Outcome));
        Assert.Equal(["backup"], Names());
        var made = await Scheduler.RegisterAsync(Options(), Stop);
        Assert.Equal(["mcpops-daily", "mcpops-weekly", "mcpops-monthly"], made.Select(one => one.Name));
        Assert.All(made, one => Assert.Equal((StepOutcome.Changed, ScheduleState.Registered), (one.Outcome, one.State)));
        var text = await File.ReadAllTextAsync(Path.Combine(Cron, "mcpops-daily"), Stop);
        Assert.Contains($"\n0 2 * * * root timeout 12h /usr/local/bin/mcpops maintain daily --lock-wait 21600 --config-path {Path.Combine(_machine.Project, "mcpops.json")}\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);

        // Once more: the same files, byte for byte, and nothing is said to have changed.
        var written = File.GetLastWriteTimeUtc(Path.Combine(Cron, "mcpops-daily"));
        Assert.All(await Scheduler.RegisterAsync(Options(), Stop), one => Assert.Equal((StepOutcome.Ok, ""), (one.Outcome, one.Diff)));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(Cron, "mcpops-daily")));

        Assert.Equal(StepOutcome.Changed, Assert.Single(await Scheduler.UnregisterAsync(Options() with { Plans = ["weekly"] }, Stop)).Outcome);
        Assert.Equal(["backup", "mcpops-daily", "mcpops-monthly"], Names());
        await Scheduler.UnregisterAsync(Options(), Stop);
        Assert.Equal(["backup"], Names());
        Assert.Equal("0 1 * * * root /opt/backup.sh\n", await File.ReadAllTextAsync(other, Stop));
    }

    /// <summary>What an entry runs may be gone already: that keeps nobody from taking the entry away.</summary>
    [Fact]
    public async Task To_take_away_needs_no_program_and_what_is_not_there_shows_nothing()
    {
        await Scheduler.RegisterAsync(Options(), Stop);
        Assert.Equal("ScheduleCommandMissing", (await Assert.ThrowsAsync<McpOpsException>(() => Scheduler.RegisterAsync(new ScheduleOptions(), Stop))).ErrorId);
        Assert.All(await Scheduler.UnregisterAsync(new ScheduleOptions { DryRun = true }, Stop), one => Assert.Contains("\n- ", one.Diff, StringComparison.Ordinal));
        Assert.All(await Scheduler.UnregisterAsync(new ScheduleOptions { Kind = ScheduleKind.Cron, Folder = Cron }, Stop), one => Assert.Equal(StepOutcome.Changed, one.Outcome));
        Assert.Empty(Names());
        Assert.All(await Scheduler.UnregisterAsync(new ScheduleOptions(), Stop), one => Assert.Equal((StepOutcome.Ok, "", "There is none."), (one.Outcome, one.Diff, one.Message)));
    }

    /// <summary>The runs of a timer are found where the one who made it looks for them.</summary>
    [Fact]
    public async Task Where_state_is_kept_goes_into_the_entry()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_machine.Root, "units")).FullName;
        _machine.Variables["XDG_STATE_HOME"] = "/srv/my state";
        await Scheduler.RegisterAsync(Options(), Stop);
        await Scheduler.RegisterAsync(Options() with { Kind = ScheduleKind.Systemd, Folder = folder }, Stop);
        Assert.Contains("\nXDG_STATE_HOME=\"/srv/my state\"\n0 2 * * * root", await File.ReadAllTextAsync(Path.Combine(Cron, "mcpops-daily"), Stop), StringComparison.Ordinal);
        Assert.Contains("\nEnvironment=\"XDG_STATE_HOME=/srv/my state\"\n", await File.ReadAllTextAsync(Path.Combine(folder, "mcpops-daily.service"), Stop), StringComparison.Ordinal);

        // What is the default is not written.
        _machine.Variables["XDG_STATE_HOME"] = Path.Combine(_machine.Home, ".local", "state");
        await Scheduler.RegisterAsync(Options(), Stop);
        Assert.DoesNotContain("XDG_STATE_HOME", await File.ReadAllTextAsync(Path.Combine(Cron, "mcpops-daily"), Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_anothers_or_was_changed_by_hand_is_left_alone()
    {
        var (daily, weekly) = (Path.Combine(Cron, "mcpops-daily"), Path.Combine(Cron, "mcpops-weekly"));
        await Scheduler.RegisterAsync(Options(), Stop);
        await File.WriteAllTextAsync(daily, "# my own\n", Stop);
        await File.WriteAllTextAsync(weekly, (await File.ReadAllTextAsync(weekly, Stop)).Replace("5 3", "5 5", StringComparison.Ordinal), Stop);
        var states = await Scheduler.ListAsync(Options(), Stop);
        Assert.Equal([ScheduleState.Foreign, ScheduleState.Edited, ScheduleState.Registered], states.Select(one => one.State));
        Assert.Equal([StepOutcome.Failed, StepOutcome.Failed, StepOutcome.Ok], (await Scheduler.RegisterAsync(Options(), Stop)).Select(one => one.Outcome));
        Assert.Equal([StepOutcome.Skipped, StepOutcome.Skipped, StepOutcome.Changed], (await Scheduler.UnregisterAsync(Options(), Stop)).Select(one => one.Outcome));
        Assert.Equal("# my own\n", await File.ReadAllTextAsync(daily, Stop));
        Assert.Equal([StepOutcome.Skipped, StepOutcome.Changed, StepOutcome.Ok], (await Scheduler.UnregisterAsync(Options() with { Force = true }, Stop)).Select(one => one.Outcome));
    }

    [Fact]
    public async Task A_change_of_the_inventory_shows_and_what_no_plan_has_any_more_is_an_orphan()
    {
        await Scheduler.RegisterAsync(Options(), Stop);
        _machine.Write("mcpops.json", """{ "servers": { "a": { "command": "x", "plans": { "daily": { "at": "05:30" } } } } }""");
        var states = await Scheduler.ListAsync(Options(), Stop);
        Assert.Equal(["mcpops-daily Outdated", "mcpops-monthly Orphaned", "mcpops-weekly Orphaned"], states.Select(one => $"{one.Name} {one.State}").Order(StringComparer.Ordinal));
        Assert.Contains("+ 30 5 * * *", states[0].Diff, StringComparison.Ordinal);
        Assert.Equal("PlanNotFound", (await Assert.ThrowsAsync<McpOpsException>(() => Scheduler.RegisterAsync(Options() with { Plans = ["dayly"] }, Stop))).ErrorId);
    }

    [Fact]
    public async Task Servers_with_other_times_have_entries_of_their_own()
    {
        _machine.Write("mcpops.json", """{ "plans": { "daily": { "at": "02:00" } }, "servers": { "a": { "command": "x" }, "b": { "command": "x", "plans": { "daily": { "at": "04:00" } } }, "off": { "command": "x", "enabled": false } } }""");
        var made = await Scheduler.RegisterAsync(Options(), Stop);
        Assert.Equal(["mcpops-daily-0200", "mcpops-daily-0400"], made.Select(one => one.Name));
        Assert.Contains("maintain daily b --lock-wait 21600 --config-path", await File.ReadAllTextAsync(Path.Combine(Cron, "mcpops-daily-0400"), Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Systemd_itself_understands_the_units()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_machine.Root, "units")).FullName;
        await Scheduler.RegisterAsync(Options() with { Kind = ScheduleKind.Systemd, Folder = folder, Command = "/bin/true" }, Stop);
        Assert.Equal(6, Directory.GetFiles(folder).Length);
        Assert.SkipWhen(Command.Find("systemd-analyze") is null, "systemd-analyze is not installed");
        var said = await Command.RunAsync("systemd-analyze", ["verify", .. Directory.GetFiles(folder)], Stop);
        Assert.True(said.ExitCode == 0, said.Error);
        Assert.DoesNotContain(folder, said.Error, StringComparison.Ordinal);
        foreach (var timer in Directory.GetFiles(folder, "*.timer"))
        {
            var calendar = File.ReadLines(timer).First(line => line.StartsWith("OnCalendar=", StringComparison.Ordinal))["OnCalendar=".Length..];
            Assert.Equal(0, (await Command.RunAsync("systemd-analyze", ["calendar", calendar], Stop)).ExitCode);
        }
    }

    [Fact]
    public void Words_that_a_shell_or_systemd_would_take_apart_hold_together()
    {
        Assert.Equal("\"/opt/my app/100%% $$HOME\"", SystemdTimer.Quote("/opt/my app/100% $HOME"));
        Assert.Equal("'/opt/it'\\''s 100\\%'", CronFile.Quote("/opt/it's 100%"));
    }

    [Fact]
    public void A_task_of_Windows_has_its_elements_in_the_order_of_the_schema()
    {
        XNamespace space = "http://schemas.microsoft.com/windows/2004/02/mit/task";
        var file = Assert.Single(WindowsTask.Files(Entry("02:00", "sunday") with { Command = @"C:\Program Files\mcpops.exe", Servers = ["a & b"] }));
        Assert.True(file.Wide);
        var task = XDocument.Parse(file.Text).Root!;
        Assert.Equal(["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"], task.Elements().Select(element => element.Name.LocalName));
        Assert.Equal(["StartBoundary", "Enabled", "RandomDelay", "ScheduleByWeek"], task.Descendants(space + "CalendarTrigger").Elements().Select(element => element.Name.LocalName));
        Assert.Equal((@"C:\Program Files\mcpops.exe", "maintain daily \"a & b\" --lock-wait 21600 --config-path /etc/mcpops.json"), (task.Descendants(space + "Command").Single().Value, task.Descendants(space + "Arguments").Single().Value));
        Assert.True(ScheduleMark.Read(file.Text) is (true, true));
    }

    [Fact]
    public void A_runbook_fails_when_a_step_does()
    {
        var text = Assert.Single(AzureRunbook.Files(Entry("02:00", "1"))).Text;
        Assert.Contains("-MonthInterval 1 -DaysOfMonth 1", text, StringComparison.Ordinal);
        Assert.Contains("throw", text, StringComparison.Ordinal);
        Assert.True(ScheduleMark.Read(text) is (true, true));
    }

    private PlanScheduler Scheduler => new(_machine.Context, _machine.Paths) { HostRoot = Path.Combine(_machine.Root, "host"), Commands = new NoCommands() };

    private static ScheduleOptions Options() => new() { Command = "/usr/local/bin/mcpops" };

    private static ScheduleEntry Entry(string at, string? on) => new() { Name = "mcpops-daily", Plan = "daily", At = at, On = on, Command = "/usr/local/bin/mcpops", Inventory = "/etc/mcpops.json" };

    private IReadOnlyList<string> Names() => [.. Directory.EnumerateFiles(Cron).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    // Nothing of this machine's scheduler is touched by a test.
    private sealed class NoCommands : CommandRunner
    {
        public override Task<CommandOutput> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => throw new InvalidOperationException(program);
    }
}
