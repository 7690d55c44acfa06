using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using McpOps.Core.Tests.Servers;
using McpOps.Maintenance;
using McpOps.Maintenance.Files;
using McpOps.Servers;
using Microsoft.Extensions.Time.Testing;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>Beside Debian's logrotate on the same configuration: the same files, the same state, and no more lost under a writer that is in a hurry.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LogrotateTests : IDisposable
{
    private const int LinesASecond = 10_000;
    private const int Burst = 100;

    // Writes lines in bursts, so many a second, until a file is there, and opens its log anew on HUP. The lines are numbered and of one length; at last it says how many there were.
    private const string Writer = """
        use IO::Handle; use Time::HiRes qw(time sleep); my ($log, $stop, $burst, $rate) = @ARGV; my $f;
        sub reopen { open(my $g, '>>', $log) or die $!; $g->autoflush(1); $f = $g } reopen(); my $again = 0; $SIG{HUP} = sub { $again = 1 };
        my $t = time; my $n = 0; while (!-e $stop) {
          if ($again) { $again = 0; reopen() }
          my $text = ''; $text .= sprintf("line %08d\n", ++$n) for 1 .. $burst; syswrite($f, $text) == length($text) or die $!;
          $t += $burst / $rate; my $rest = $t - time; sleep($rest) if $rest > 0;
        } print "$n\n";
        """;

    private readonly FakeMachine _machine = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    // MCPOPS_STRIKES=100000 is the long form, a hundred rotations under the writer.
    private readonly int _rotations = int.TryParse(Environment.GetEnvironmentVariable("MCPOPS_STRIKES"), out var strikes) ? Math.Max(4, strikes / 1000) : 4;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string? Logrotate => new[] { Command.Find("logrotate"), "/usr/sbin/logrotate" }.FirstOrDefault(File.Exists);

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData(3, false, false)]
    [InlineData(2, true, true)]
    public async Task The_same_configuration_comes_to_the_same_files_and_the_same_state(int keep, bool compress, bool copies)
    {
        Need();
        var (ours, theirs) = (Folder("ours"), Folder("theirs"));
        var rule = new McpRotateRule([Path.Combine(ours, "*.log")]) { Every = TimeSpan.FromDays(1), Keep = keep, Compress = compress };
        await RotateAsync(rule, force: false);
        for (var day = 1; day <= 5; day++)
        {
            foreach (var folder in new[] { ours, theirs })
            {
                // One log is empty on the third day, one comes on the second, one goes on the fourth.
                Append(folder, "app.log", day is 3 ? "" : $"day {day}\n", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
                Append(folder, "wide.log", new string('x', 10_000 * day) + "\n", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
                if (day is 2 or 3)
                {
                    Append(folder, "late.log", $"late {day}\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }
                else if (day is 4)
                {
                    File.Delete(Path.Combine(folder, "late.log"));
                }
            }

            // What a process appends to is copied and cut by ours where it must be; by logrotate where its configuration says so.
            using var holder = copies ? await HoldAsync(Path.Combine(ours, "wide.log")) : null;
            _time.Advance(TimeSpan.FromDays(1));
            await RotateAsync(rule, force: true);
            await LogrotateAsync(theirs, $"  rotate {keep}\n{(compress ? "  compress\n" : "")}{(copies ? "  copytruncate\n" : "  create\n")}  missingok\n  notifempty\n");
            Assert.Equal(Listing(theirs), Listing(ours));
            holder?.Kill();
        }

        var known = RotationState.Read(State).Last.Keys.Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        var state = (await File.ReadAllLinesAsync(Path.Combine(_machine.Root, "theirs.state"), Stop)).Skip(1).Select(line => Path.GetFileName(line.Split('"')[1])).Order(StringComparer.Ordinal);
        Assert.Equal(state, known);
        Assert.Empty(RotationState.Read(State).Begun);
    }

    [Fact]
    public async Task A_writer_of_ten_thousand_lines_a_second_loses_nothing_by_rename_and_signal()
    {
        Need();
        var folder = Folder("ours");
        var rule = new McpRotateRule([Path.Combine(folder, "app.log")]) { Every = TimeSpan.FromDays(1), Keep = 1000, Compress = false, Signal = "HUP" };
        var lines = await WriteWhileAsync(folder, () => RotateAsync(rule, force: true));
        Assert.Equal(Enumerable.Range(1, lines), Numbers(folder));
        Assert.True(Directory.GetFiles(folder).Length > _rotations, "it was rotated all the time");
    }

    [Fact]
    public async Task Copied_and_cut_it_loses_no_more_than_by_logrotate()
    {
        Need();
        var (ours, theirs) = (Folder("ours"), Folder("theirs"));
        var rule = new McpRotateRule([Path.Combine(ours, "app.log")]) { Every = TimeSpan.FromDays(1), Keep = 1000, Compress = false };
        long announced = 0;
        var lines = await WriteWhileAsync(ours, async () => announced += (await RotateAsync(rule, force: true)).Sum(record => record.LostBytes));
        var other = await WriteWhileAsync(theirs, () => LogrotateAsync(theirs, "  rotate 1000\n  copytruncate\n"));
        var (lost, lostByOther) = (lines - Numbers(ours).Count, other - Numbers(theirs).Count);
        TestContext.Current.SendDiagnosticMessage($"{_rotations} rotations at {LinesASecond} lines a second: {lost} lines lost ({announced} bytes announced), {lostByOther} by logrotate");

        // Whether a burst falls between the last copy and the cut is chance: one more than logrotate's is no more.
        Assert.InRange(lost, 0, Math.Max(lostByOther, announced / "line 00000000\n".Length) + Burst);
    }

    private void Need() => Assert.SkipUnless(OperatingSystem.IsLinux() && Logrotate is not null && Command.Find("perl") is not null, "needs logrotate and perl");

    private string State => Path.Combine(_machine.Root, "state");

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_machine.Root, name)).FullName;

    private static async Task<Process> HoldAsync(string log)
    {
        var holder = Process.Start(new ProcessStartInfo("sh", ["-c", "exec 3>>\"$0\"; echo open; read -r line", log]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("open", await holder.StandardOutput.ReadLineAsync(Stop));
        return holder;
    }

    private static void Append(string folder, string name, string text, UnixFileMode mode)
    {
        var path = Path.Combine(folder, name);
        File.AppendAllText(path, text);
        File.SetUnixFileMode(path, mode);
    }

    /// <summary>Names, modes, and what is in them.</summary>
    private static IReadOnlyList<string> Listing(string folder) => [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)} {File.GetUnixFileMode(path)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Content(path)))[..8]} {Content(path).Length}")];

    private static byte[] Content(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllBytes(path);
        }

        using var unpacked = new MemoryStream();
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    // In the order in which they were written: the oldest archive first.
    private static IReadOnlyList<int> Numbers(string folder) => [.. Directory.EnumerateFiles(folder).OrderByDescending(path => int.TryParse(Path.GetExtension(path).TrimStart('.'), CultureInfo.InvariantCulture, out var number) ? number : 0)
        .SelectMany(path => Encoding.ASCII.GetString(File.ReadAllBytes(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries)).Where(line => line.Length == 13 && line.StartsWith("line ", StringComparison.Ordinal)).Select(line => int.Parse(line[5..], CultureInfo.InvariantCulture))];

    /// <summary>Rotates again and again while the writer writes.</summary>
    /// <returns>How many lines it wrote.</returns>
    private async Task<int> WriteWhileAsync(string folder, Func<Task> rotate)
    {
        var log = Path.Combine(folder, "app.log");
        await File.WriteAllTextAsync(log, "", Stop);
        var stop = folder + ".stop";
        using var writer = Process.Start(new ProcessStartInfo("perl", ["-e", Writer, log, stop, $"{Burst}", $"{LinesASecond}"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        try
        {
            for (var turn = 0; turn < _rotations; turn++)
            {
                Assert.True(await Eventually.HoldsAsync(() => new FileInfo(log).Length > 5000, TimeSpan.FromSeconds(20), Stop));
                await rotate();
            }

            await File.WriteAllTextAsync(stop, "", Stop);
            var lines = await writer.StandardOutput.ReadLineAsync(Stop);
            await writer.WaitForExitAsync(Stop);
            return int.Parse(lines!, CultureInfo.InvariantCulture);
        }
        finally
        {
            writer.Kill();
        }
    }

    private async Task<IReadOnlyList<McpRotatedLog>> RotateAsync(McpRotateRule rule, bool force)
    {
        var options = new RotateOptions { Servers = [new McpServer { Name = "a", Rotate = [rule] }], History = State, Force = force, HostRoot = Path.Combine(_machine.Root, "machine") };
        using var tick = new Timer(_ => _time.Advance(TimeSpan.FromMilliseconds(100)), null, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));
        return await new LogRotator(_machine.Context with { Time = _time }, _machine.Paths).RunAsync(options, Stop).ToListAsync(Stop);
    }

    private async Task LogrotateAsync(string folder, string rules)
    {
        var configuration = Path.Combine(_machine.Root, "theirs.conf");
        await File.WriteAllTextAsync(configuration, $"\"{folder}/*.log\" {{\n{rules}}}\n", Stop);
        var said = await Command.RunAsync(Logrotate!, ["--force", "--state", Path.Combine(_machine.Root, "theirs.state"), configuration], Stop);
        Assert.True(said.ExitCode == 0, said.Error);
    }
}
