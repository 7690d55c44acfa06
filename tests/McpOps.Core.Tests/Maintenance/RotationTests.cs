using System.Diagnostics;
using System.IO.Compression;
using McpOps.Core.Tests.Servers;
using McpOps.Files;
using McpOps.Maintenance;
using McpOps.Maintenance.Files;
using McpOps.Servers;
using Microsoft.Extensions.Time.Testing;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>Logs are rotated in the way that fits their writer, and what cannot be is left and said.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RotationTests : IDisposable
{
    private static readonly DateTimeOffset Night = new(2026, 11, 27, 2, 10, 0, TimeSpan.Zero);
    private readonly FakeMachine _machine = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Log => Path.Combine(_machine.Root, "logs", "app.log");

    public RotationTests() => Directory.CreateDirectory(Path.GetDirectoryName(Log)!);

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("1d", null, null, 10, 1.0, true)]
    [InlineData("1d", null, null, 0, 1.0, false)]
    [InlineData("1d", null, null, 10, 0.05, false)]
    [InlineData("1d", 100L, null, 10, 1.0, false)]
    [InlineData("1d", null, 100L, 200, 0.05, true)]
    [InlineData(null, null, 100L, 200, 0.0, true)]
    [InlineData(null, null, 100L, 50, 9.0, false)]
    [InlineData("7d", null, null, 10, 6.0, false)]
    [InlineData("7d", null, null, 10, 7.0, true)]
    [InlineData("12h", null, null, 10, 0.5, true)]
    public void A_log_is_due_by_its_time_and_size(string? every, long? least, long? most, long size, double daysAgo, bool due)
    {
        var rule = new McpRotateRule(["x"]) { Every = TimeLength.TryParse(every), MinSize = least, MaxSize = most };
        Assert.Equal(due, RotationDecision.Due(rule, size, Night.AddDays(-daysAgo), Night, TimeZoneInfo.Utc).Due);
    }

    [Fact]
    public void A_timer_that_is_a_little_early_does_not_skip_a_day_and_a_clock_that_jumped_stops_nothing()
    {
        var rule = new McpRotateRule(["x"]) { Every = TimeSpan.FromDays(1) };
        Assert.True(RotationDecision.Due(rule, 1, Night.AddDays(-1).AddMinutes(9), Night, TimeZoneInfo.Utc).Due);
        Assert.True(RotationDecision.Due(rule, 1, Night.AddYears(1), Night, TimeZoneInfo.Utc).Due);
        Assert.False(RotationDecision.Due(rule, 1, null, Night, TimeZoneInfo.Utc).Due);
    }

    [Fact]
    public void The_way_follows_how_the_writer_holds_the_log()
    {
        var (plain, signal) = (new McpRotateRule(["x"]), new McpRotateRule(["x"]) { Signal = "HUP" });
        FileHolder appends = new(1, Writes: true, Appends: true), overwrites = new(2, Writes: true, Appends: false);
        Assert.Equal(RotationDecision.Rename, RotationDecision.Way(plain, [], unknown: false).Way);
        Assert.Null(RotationDecision.Way(plain, [], unknown: true).Way);
        Assert.Equal(RotationDecision.Signal, RotationDecision.Way(signal, [overwrites], unknown: false).Way);
        Assert.Equal(RotationDecision.CopyTruncate, RotationDecision.Way(plain, [appends], unknown: false).Way);
        var (way, why) = RotationDecision.Way(plain, [appends, overwrites], unknown: false);
        Assert.Null(way);
        Assert.Contains("process 2", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_look_only_notes_it_and_then_the_archives_move_on_and_are_compressed()
    {
        await File.WriteAllTextAsync(Log, "one\n", Stop);
        File.SetUnixFileMode(Log, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Equal(RotateOutcome.NotDue, Assert.Single(await RotateAsync(keep: 2)).Outcome);
        foreach (var text in new[] { "two\n", "three\n", "four\n" })
        {
            _time.Advance(TimeSpan.FromDays(1));
            var would = Assert.Single(await RotateAsync(keep: 2, dryRun: true));
            Assert.Equal((RotateOutcome.WouldRotate, "Rename"), (would.Outcome, would.Way));
            Assert.Equal(RotateOutcome.Rotated, Assert.Single(await RotateAsync(keep: 2)).Outcome);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(Log));
            Assert.Equal(0, new FileInfo(Log).Length);
            await File.WriteAllTextAsync(Log, text, Stop);
        }

        Assert.Equal(["app.log", "app.log.1.gz", "app.log.2.gz"], Files());
        Assert.Equal(["three\n", "two\n"], [Unpack(Log + ".1.gz"), Unpack(Log + ".2.gz")]);
        Assert.Equal(RotateOutcome.NotDue, Assert.Single(await RotateAsync(keep: 2)).Outcome);
    }

    [Fact]
    public async Task A_writer_that_opens_its_log_anew_on_a_signal_loses_nothing()
    {
        await SeenAsync();
        using var writer = Script($$"""
            exec 3>>'{{Log}}'; trap 'exec 3>>"{{Log}}"' HUP
            n=0; while [ $n -lt 3000 ]; do n=$((n+1)); echo "line $n" >&3; done; while ! read -r; do :; done
            """);
        var lines = 0;
        var record = await RotateWhileAsync(writer, rule => rule with { Signal = "HUP", Compress = false });
        await writer.StandardInput.WriteLineAsync();
        await writer.WaitForExitAsync(Stop);
        lines = File.ReadLines(Log + ".1").Concat(File.ReadLines(Log)).Count(line => line.StartsWith("line ", StringComparison.Ordinal));
        Assert.Equal((RotateOutcome.Rotated, "Signal", 3000), (record.Outcome, record.Way, lines));
    }

    [Fact]
    public async Task A_writer_that_appends_is_copied_and_cut_and_what_is_lost_is_counted()
    {
        await SeenAsync();
        using var writer = Script($"exec 3>>'{Log}'; n=0; while [ $n -lt 3000 ]; do n=$((n+1)); echo \"line $n\" >&3; done; read -r");
        var record = await RotateWhileAsync(writer, rule => rule with { Compress = false });
        await writer.StandardInput.WriteLineAsync();
        await writer.WaitForExitAsync(Stop);
        var bytes = Enumerable.Range(1, 3000).Sum(number => $"line {number}\n".Length) + "seen\n".Length;
        Assert.True((record.Outcome, record.Way) is (RotateOutcome.Rotated, "CopyTruncate"), $"{record.Outcome} {record.Way}: {record.Reason}");
        Assert.DoesNotContain('\0', await File.ReadAllTextAsync(Log, Stop));
        Assert.InRange(bytes - new FileInfo(Log + ".1").Length - new FileInfo(Log).Length, 0, record.LostBytes + 4096);
    }

    [Fact]
    public async Task A_writer_that_does_not_append_is_left_alone()
    {
        await SeenAsync();
        using var writer = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

        // Of this process too: who writes is who has it open.
        writer.Seek(0, SeekOrigin.End);
        writer.Write("more\n"u8);
        writer.Flush();
        var record = Assert.Single(await RotateAsync());
        Assert.Equal((RotateOutcome.Left, null), (record.Outcome, record.Way));
        Assert.Contains("hole", record.Reason, StringComparison.Ordinal);
        Assert.Equal("seen\nmore\n", await ReadAsync(Log));
        Assert.Equal(["app.log"], Files());
    }

    [Fact]
    public async Task What_logrotate_looks_after_is_left_to_it_and_what_nobody_does_is_named()
    {
        await File.WriteAllTextAsync(Log, "x\n", Stop);
        var other = Path.Combine(_machine.Root, "logs", "other.log");
        await File.WriteAllTextAsync(other, "y\n", Stop);
        _machine.Write("/etc/logrotate.d/app", $$"""
            # of the guide
            "{{Log}}" /var/log/more/*.log {
                daily
                postrotate
                    { kill -HUP 1; }
                endscript
            }
            """);
        var server = new McpServer { Name = "a", Logs = [Path.Combine(_machine.Root, "logs", "*.log")], Rotate = [Rule()] };
        var records = await RunAsync(server, force: true);
        Assert.Equal([(Log, RotateOutcome.ByOther), (other, RotateOutcome.Unrotated)], records.Select(record => (record.Path, record.Outcome)));
        Assert.Equal(["app.log", "other.log"], Files());
    }

    [Fact]
    public void Logrotates_own_configuration_is_understood()
    {
        Assert.Equal(["/var/log/a.log", "/var/log/b b.log", "/var/log/c/*.log"], LogrotateEntries.Parse("""
            weekly
            include /etc/logrotate.d
            /var/log/a.log
            "/var/log/b b.log" {
                rotate 4
            }
            /var/log/c/*.log { daily
                prerotate
                  /bin/true }
                endscript
            }
            """));
        Assert.SkipUnless(Directory.Exists("/etc/logrotate.d"), "logrotate is not installed");
        Assert.All(LogrotateEntries.Read("/").All, entry => Assert.StartsWith("/", entry.Pattern, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rotation_that_was_killed_is_finished_by_the_next_and_no_archive_is_lost()
    {
        await SeenAsync();
        await File.WriteAllTextAsync(Log + ".2", "older\n", Stop);
        await File.WriteAllTextAsync(Log + ".1", "old\n", Stop);
        _time.Advance(TimeSpan.FromDays(1));

        // As if it had been killed after the archives had moved and the log was renamed, before the new one was made.
        File.Move(Log + ".2", Log + ".3");
        File.Move(Log + ".1", Log + ".2");
        File.Move(Log, Log + ".1");
        var state = RotationState.Read(State);
        state.Begun.Add(Log);
        state.Write(State);
        await RotateAsync();
        Assert.True(File.Exists(Log));
        Assert.Contains(_machine.Notices, notice => notice.Id == "RotationFinished");
        Assert.Empty(RotationState.Read(State).Begun);
        Assert.Equal(["seen\n", "old\n", "older\n"], await Task.WhenAll(ReadAsync(Log + ".1"), ReadAsync(Log + ".2"), ReadAsync(Log + ".3")));
    }

    [Fact]
    public async Task Archives_that_a_killed_rotation_left_plain_are_compressed_by_the_next_run()
    {
        await SeenAsync();
        await File.WriteAllTextAsync(Log + ".1", "old\n", Stop);
        var state = RotationState.Read(State);
        state.Plain.Add(Log);
        state.Last[Log] = _time.GetUtcNow();
        state.Write(State);
        await RotateAsync();
        Assert.True(File.Exists(Log + ".1.gz"));
        Assert.False(File.Exists(Log + ".1"));
        Assert.Empty(RotationState.Read(State).Plain);
        Assert.Equal("seen\n", await ReadAsync(Log));
    }

    [Fact]
    public void Archives_before_a_gap_move_and_no_others()
    {
        foreach (var number in new[] { 1, 3, 4 })
        {
            File.WriteAllText($"{Log}.{number}", $"{number}");
        }

        using var folder = FileSystem.Open(Path.GetDirectoryName(Log)!);
        new LogArchives(folder, "app.log").Shift(keep: 4);
        Assert.Equal(["app.log.2", "app.log.3", "app.log.4"], Files());
        Assert.Equal("1", File.ReadAllText(Log + ".2"));
        new LogArchives(folder, "app.log").Shift(keep: 4);
        Assert.Equal(["app.log.2", "app.log.3", "app.log.4"], Files());
    }

    [Fact]
    public async Task A_full_disk_leaves_the_log_whole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "needs root");
        using var disk = SmallDisk.Mount(2);
        Assert.SkipWhen(disk is null, "a tmpfs cannot be mounted here");
        var log = Path.Combine(disk!.Folder, "app.log");
        await File.WriteAllBytesAsync(log, [.. Enumerable.Repeat((byte)'x', 1_400_000)], Stop);
        using var writer = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        var record = Assert.Single(await RunAsync(new McpServer { Name = "a", Rotate = [Rule() with { Paths = [log] }] }, force: true));
        Assert.True(record.Outcome is RotateOutcome.Failed or RotateOutcome.Left, record.Reason);
        Assert.Equal(1_400_000, new FileInfo(log).Length);
        Assert.Equal(["app.log"], Directory.EnumerateFiles(disk.Folder).Select(path => Path.GetFileName(path)));
    }

    private string State => Path.Combine(_machine.Root, "state");

    private McpRotateRule Rule() => new([Log]) { Every = TimeSpan.FromDays(1) };

    private async Task SeenAsync()
    {
        await File.WriteAllTextAsync(Log, "seen\n", Stop);
        await RotateAsync();
        _time.Advance(TimeSpan.FromDays(1));
    }

    private Task<IReadOnlyList<McpRotatedLog>> RotateAsync(int keep = 5, bool dryRun = false) => RunAsync(new McpServer { Name = "a", Rotate = [Rule() with { Keep = keep }] }, dryRun);

    private async Task<McpRotatedLog> RotateWhileAsync(Process writer, Func<McpRotateRule, McpRotateRule> change)
    {
        // It writes already, and not yet its last line. A process that another test starts has our handles for a moment, until it runs its program.
        Assert.True(await Eventually.HoldsAsync(() => new FileInfo(Log).Length > 100 && FileSystem.Stat(Log) is { } log && LogWriters.Of(HeldFiles.Look(maps: false), log).All(holder => holder.Appends || holder.ProcessId == writer.Id), TimeSpan.FromSeconds(20), Stop));
        return Assert.Single(await RunAsync(new McpServer { Name = "a", Rotate = [change(Rule())] }));
    }

    private async Task<IReadOnlyList<McpRotatedLog>> RunAsync(McpServer server, bool dryRun = false, bool force = false)
    {
        var records = new List<McpRotatedLog>();
        var options = new RotateOptions { Servers = [server], History = State, DryRun = dryRun, Force = force, HostRoot = Path.Combine(_machine.Root, "machine") };

        // A wait for a writer goes by a real clock.
        using var tick = new Timer(_ => _time.Advance(TimeSpan.FromMilliseconds(200)), null, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200));
        await foreach (var record in new LogRotator(_machine.Context with { Time = _time }, _machine.Paths).RunAsync(options, Stop))
        {
            records.Add(record);
        }

        return records;
    }

    private static Process Script(string text) => Process.Start(new ProcessStartInfo("bash", ["-c", text]) { UseShellExecute = false, RedirectStandardInput = true })!;

    private IReadOnlyList<string> Files() => [.. Directory.EnumerateFiles(Path.GetDirectoryName(Log)!).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static async Task<string> ReadAsync(string path)
    {
        if (!File.Exists(path))
        {
            return Unpack(path + ".gz");
        }

        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return await file.ReadToEndAsync(Stop);
    }

    private static string Unpack(string path)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return text.ReadToEnd();
    }
}
