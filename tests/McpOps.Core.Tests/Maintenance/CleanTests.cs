using System.Diagnostics;
using McpOps.Core.Tests.Servers;
using McpOps.Files;
using McpOps.Maintenance;
using McpOps.Maintenance.Files;
using McpOps.Servers;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>Old files go; nothing else does, whoever works against it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CleanTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Cache => Path.Combine(_machine.Root, "cache");

    // Nobody can set back the time of an entry's change: what is made now is old for a clock that is far ahead.
    private EngineContext Later => _machine.Context with { Time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(30)) };

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("/*.log", "folder of the system")]
    [InlineData("/etc/app/*.conf", "folder of the system")]
    [InlineData("/usr/share/x/*", "folder of the system")]
    [InlineData("/var/*", "folder of the system")]
    [InlineData("/home/me/*.tmp", "home folder")]
    [InlineData("/data/*", "mounted")]
    [InlineData("/backup/app/*.tar.gz", "holds backups")]
    public void What_a_rule_may_not_name_is_refused(string path, string why) =>
        Assert.Contains(why, CleanTarget.Parse(path).Refusal("/home/me", ["/", "/data"], ["/backup/app"], isShared: false), StringComparison.Ordinal);

    [Theory]
    [InlineData("/tmp/*", true)]
    [InlineData("/tmp/a*", true)]
    [InlineData("/tmp/app_*", false)]
    public void In_a_folder_of_all_the_pattern_begins_with_the_servers_own_name(string path, bool refused) =>
        Assert.Equal(refused, CleanTarget.Parse(path).Refusal("/home/me", ["/", "/tmp"], [], isShared: true) is not null);

    [Theory]
    [InlineData("/var/cache/app/**/*.tmp", "/var/cache/app", "**/*.tmp", null)]
    [InlineData("/var/cache/app/x-*/y/*.tmp", "/var/cache/app", "x-*/y/*.tmp", 3)]
    [InlineData("/var/cache/app/one", "/var/cache/app", "one", 1)]
    public void A_path_is_divided_before_its_first_wildcard(string path, string root, string pattern, int? depth)
    {
        var target = CleanTarget.Parse(path);
        Assert.Equal((root, pattern, depth), (target.Root, target.Pattern, target.Depth));
    }

    [Fact]
    public async Task Old_files_go_and_what_a_process_has_open_stays()
    {
        Make("old.tmp", "sub/old.tmp", "sub/keep.txt", "open.tmp");
        using var open = new FileStream(Path.Combine(Cache, "open.tmp"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var files = await CleanAsync("**/*.tmp");
        Assert.Equal(["old.tmp", "sub/old.tmp"], Names(files, CleanOutcome.Removed));
        Assert.Equal(["open.tmp"], Names(files, CleanOutcome.Left));
        Assert.Equal(["open.tmp", "sub/keep.txt"], Left());
    }

    [Fact]
    public async Task A_dry_run_names_the_same_and_removes_nothing()
    {
        Make("a.tmp", "b.tmp", "c.txt");
        Assert.Equal(["a.tmp", "b.tmp"], Names(await CleanAsync("*.tmp", dryRun: true), CleanOutcome.WouldRemove));
        Assert.Equal(["a.tmp", "b.tmp", "c.txt"], Left());
    }

    [Fact]
    public async Task An_old_time_of_content_alone_makes_no_old_file()
    {
        // As an archive that is unpacked leaves them: find -mtime +7 takes them.
        Make("unpacked.tmp");
        File.SetLastWriteTimeUtc(Path.Combine(Cache, "unpacked.tmp"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var files = new List<McpCleanedFile>();
        await foreach (var file in new FileCleaner(_machine.Context, _machine.Paths).RunAsync(Options("*.tmp"), Stop))
        {
            files.Add(file);
        }

        Assert.Empty(files);
        Assert.Equal(["unpacked.tmp"], Left());
    }

    [Fact]
    public async Task A_link_leads_nowhere()
    {
        Make("a.tmp");
        var outside = Directory.CreateDirectory(Path.Combine(_machine.Root, "outside"));
        await File.WriteAllTextAsync(Path.Combine(outside.FullName, "precious.tmp"), "x", Stop);
        Directory.CreateSymbolicLink(Path.Combine(Cache, "link"), outside.FullName);
        File.CreateSymbolicLink(Path.Combine(Cache, "file.tmp"), Path.Combine(outside.FullName, "precious.tmp"));
        await CleanAsync("**/*.tmp");
        Assert.True(File.Exists(Path.Combine(outside.FullName, "precious.tmp")));

        // A root that is a link is not walked either.
        Directory.CreateSymbolicLink(Path.Combine(_machine.Root, "root"), outside.FullName);
        var files = await CleanAsync("*.tmp", root: Path.Combine(_machine.Root, "root"));
        Assert.All(files, file => Assert.Equal(CleanOutcome.Left, file.Outcome));
        Assert.True(File.Exists(Path.Combine(outside.FullName, "precious.tmp")));
    }

    [Fact]
    public async Task A_folder_goes_whole_when_all_in_it_is_old_and_stays_when_something_in_it_is_open()
    {
        Make("session-1/a", "session-1/deep/b", "session-2/a", "session-2/deep/b");
        using var open = new FileStream(Path.Combine(Cache, "session-2", "deep", "b"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var files = await CleanAsync("session-*");
        Assert.Equal(("session-1", 2L), (Assert.Single(Names(files, CleanOutcome.Removed)), files.Single(file => file.Outcome is CleanOutcome.Removed).Files));
        Assert.Contains("has it open", files.Single(file => file.Outcome is CleanOutcome.Left).Reason, StringComparison.Ordinal);
        Assert.Equal(["session-2/a", "session-2/deep/b"], Left());
    }

    [Fact]
    public async Task Pid_files_of_the_living_locked_files_and_second_names_stay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        Make("alive.pid", "dead.pid", "two", "three", "locked.tmp");
        await File.WriteAllTextAsync(Path.Combine(Cache, "alive.pid"), $"{Environment.ProcessId}\n", Stop);
        await File.WriteAllTextAsync(Path.Combine(Cache, "dead.pid"), "4194999\n", Stop);
        File.SetUnixFileMode(Cache, File.GetUnixFileMode(Cache) | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite);
        using (var folder = FileSystem.Open(Cache))
        {
            folder.MakeHardLink("two-again"u8, folder, "two"u8);
        }

        // flock(1) holds the lock by a handle that it gives to its child, so both have the file open too: what is closed and locked is only of other kinds.
        using var holder = Process.Start(new ProcessStartInfo("flock", [Path.Combine(Cache, "locked.tmp"), "sleep", "60"]))!;
        try
        {
            Assert.True(await Eventually.HoldsAsync(() => HeldFiles.Look().IsLocked(FileSystem.Stat(Path.Combine(Cache, "locked.tmp"))!.Value), TimeSpan.FromSeconds(10), Stop));
            var files = await CleanAsync("*", force: true, path: Path.Combine(Cache, "*"));
            Assert.Fail($"A folder of all users is refused with this pattern: {files.Count}");
        }
        catch (McpOpsException exception)
        {
            Assert.Equal("CleanRootRefused", exception.ErrorId);
            File.SetUnixFileMode(Cache, File.GetUnixFileMode(Cache) & ~UnixFileMode.OtherWrite);
            var files = await CleanAsync("*", force: true);
            Assert.Equal(["dead.pid", "three"], Names(files, CleanOutcome.Removed));
            Assert.Equal(["alive.pid", "locked.tmp", "two", "two-again"], Names(files, CleanOutcome.Left));
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Too_much_at_once_is_refused_whole_until_it_is_forced()
    {
        Make([.. Enumerable.Range(0, 30).Select(number => $"{number:00}.tmp")]);
        var refused = Assert.Single(await CleanAsync("*.tmp"));
        Assert.Equal((CleanOutcome.Refused, 30L), (refused.Outcome, refused.Files));
        Assert.Equal("FileNotRemoved", MaintenanceFault.Of(refused)?.ErrorId);
        Assert.Equal(30, Left().Count);
        Assert.Equal(CleanOutcome.Refused, Assert.Single(await CleanAsync("*.tmp", change: rule => rule with { MaxShare = 100, MaxFiles = 29 })).Outcome);
        Assert.Equal(30, Names(await CleanAsync("*.tmp", force: true), CleanOutcome.Removed).Count);
    }

    [Fact]
    public async Task Backups_are_never_reached()
    {
        Make("a.tmp", "store/b.tmp");
        var server = Server("**/*.tmp") with { Backup = new McpBackupPlan { Destination = Path.Combine(Cache, "store") } };
        var files = new List<McpCleanedFile>();
        await foreach (var file in new FileCleaner(Later, _machine.Paths).RunAsync(new CleanOptions { Servers = [server] }, Stop))
        {
            files.Add(file);
        }

        Assert.Equal(["a.tmp"], Names(files, CleanOutcome.Removed));
        Assert.Equal(["store/b.tmp"], Left());
    }

    [Fact]
    public async Task Who_swaps_folders_for_links_gets_nothing_outside_removed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var outside = Directory.CreateDirectory(Path.Combine(_machine.Root, "outside")).FullName;
        var precious = Enumerable.Range(0, 20).Select(number => Path.Combine(outside, $"{number}.tmp")).ToList();
        precious.ForEach(path => File.WriteAllText(path, "x"));
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("MCPOPS_STRIKES"), out var strikes) ? Math.Max(20, strikes / 50) : 20;
        for (var round = 0; round < rounds; round++)
        {
            Make([.. Enumerable.Range(0, 20).Select(number => $"d/{number}.tmp")]);
            var over = false;
            var thief = Task.Run(() =>
            {
                var (folder, aside) = (Path.Combine(Cache, "d"), Path.Combine(Cache, "aside"));
                while (!Volatile.Read(ref over))
                {
                    try
                    {
                        Directory.Move(folder, aside);
                        File.CreateSymbolicLink(folder, outside);
                        File.Delete(folder);
                        Directory.Move(aside, folder);
                    }
                    catch (IOException)
                    {
                        // The cleaner was here; again.
                    }
                }
            }, Stop);
            await CleanAsync("**/*.tmp", force: true);
            Volatile.Write(ref over, true);
            await thief;
            Assert.All(precious, path => Assert.True(File.Exists(path)));
            Directory.Delete(Cache, recursive: true);
        }
    }

    private void Make(params string[] names)
    {
        foreach (var path in names.Select(name => Path.Combine(Cache, name)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, new string('x', 5000));
        }
    }

    private IReadOnlyList<string> Left() => [.. Directory.EnumerateFiles(Cache, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Cache, path)).Order(StringComparer.Ordinal)];

    private IReadOnlyList<string> Names(IEnumerable<McpCleanedFile> files, string outcome) =>
        [.. files.Where(file => file.Outcome == outcome).Select(file => Path.GetRelativePath(Cache, file.Path)).Order(StringComparer.Ordinal)];

    private McpServer Server(string pattern, string? root = null) => new() { Name = "a", Clean = [new McpCleanRule("stale") { Paths = [Path.Combine(root ?? Cache, pattern)], OlderThan = TimeSpan.FromDays(7) }] };

    private CleanOptions Options(string pattern) => new() { Servers = [Server(pattern)] };

    private async Task<IReadOnlyList<McpCleanedFile>> CleanAsync(string pattern, bool dryRun = false, bool force = false, string? root = null, string? path = null, Func<McpCleanRule, McpCleanRule>? change = null)
    {
        var server = Server(pattern, root);
        server = path is null ? server : server with { Clean = [server.Clean[0] with { Paths = [path] }] };
        server = change is null ? server : server with { Clean = [change(server.Clean[0])] };
        var files = new List<McpCleanedFile>();
        await foreach (var file in new FileCleaner(Later, _machine.Paths).RunAsync(new CleanOptions { Servers = [server], DryRun = dryRun, Force = force }, Stop))
        {
            files.Add(file);
        }

        return files;
    }
}
