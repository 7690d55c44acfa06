using McpOps.Backups;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Backups;

/// <summary>A real process as the service: it is stopped for the copy, and it runs again whatever became of the copy.</summary>
public sealed class ServiceTests : IAsyncLifetime
{
    private readonly Sandbox _box = new();
    private readonly ServiceControl _control = new(TimeProvider.System);
    private McpService _service = new(ServiceKind.Process, "");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private McpServer Server => _box.Server() with { Service = _service };

    public ValueTask InitializeAsync() => StartAsync("while :; do sleep 0.2; done");

    [Fact]
    public async Task It_is_stopped_for_the_copy_and_started_again()
    {
        var before = await ProcessAsync();
        var backup = await _box.BackupAsync(Server, options => options with { StopService = true });
        Assert.Equal("ServiceStopped", backup.Consistency);
        Assert.NotNull(before);
        Assert.NotNull(await ProcessAsync());
        Assert.NotEqual(before, await ProcessAsync());
    }

    [Fact]
    public async Task It_is_started_again_after_an_error()
    {
        var before = await ProcessAsync();
        var server = Server with { Databases = [new McpDatabase("sqlite", "main") { Path = _box.Write("no.db", "this is no database, whatever its name says; it is long enough to be read as one, though") }] };
        await Assert.ThrowsAsync<McpOpsException>(() => _box.BackupAsync(server, options => options with { StopService = true }));
        Assert.NotNull(await ProcessAsync());
        Assert.NotEqual(before, await ProcessAsync());
        Assert.DoesNotContain(Directory.GetDirectories(Path.Combine(_box.Store, "docs")), path => Path.GetFileName(path).Contains('Z', StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_started_again_after_an_interruption()
    {
        using var interruption = new CancellationTokenSource();
        var watch = new Reporter(() => interruption.Cancel());
        _box.Write("a.txt", "one");
        var options = new BackupOptions { Server = Server, Store = _box.Store, StopService = true };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new BackupEngine(_box.Context with { Progress = watch }).BackupAsync(options, interruption.Token));
        Assert.NotNull(await ProcessAsync());
    }

    [Fact]
    public async Task One_that_does_not_stop_ends_a_backup_and_a_restore_with_nothing_touched()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        _box.Write("a.txt", "two");
        await EndAsync();
        await StartAsync("trap '' TERM; while :; do sleep 0.2; done");
        var before = await ProcessAsync();
        var wait = TimeSpan.FromMilliseconds(300);
        var error = await Assert.ThrowsAsync<McpOpsException>(() => _box.BackupAsync(Server, options => options with { StopService = true, ServiceTimeout = wait }));
        Assert.Equal("ServiceStopFailed", error.ErrorId);
        error = await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(_box.Restore(backup.Id) with { Server = Server, ServiceTimeout = wait }));
        Assert.Equal("ServiceStopFailed", error.ErrorId);
        Assert.Equal("two", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
        Assert.Equal(before, await ProcessAsync());
        Assert.Empty(Directory.GetFileSystemEntries(_box.State));
    }

    [Fact]
    public async Task One_that_does_not_start_again_after_a_restore_takes_the_restore_back()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        _box.Write("a.txt", "two");
        var broken = Server with { Service = _service with { StartCommand = ["false"] } };
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = broken, ServiceTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(RestoreStatus.RolledBack, restore.Status);
        Assert.Contains("ServiceStartFailed", restore.Message, StringComparison.Ordinal);
        Assert.Equal("two", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
        Assert.Contains(_box.Notices, notice => notice.Id == "ServiceStartFailed");
    }

    /// <summary>A server that runs, and that nothing says how to start, is not stopped.</summary>
    [Fact]
    public async Task One_that_nothing_says_how_to_start_again_is_not_stopped()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        _box.Write("a.txt", "two");
        var before = await ProcessAsync();
        var lost = Server with { Service = _service with { StartCommand = [] } };
        var error = await Assert.ThrowsAsync<McpOpsException>(() => _box.BackupAsync(lost, options => options with { StopService = true }));
        Assert.Equal("ServiceNotStartable", error.ErrorId);
        Assert.Contains("startCommand", error.Message, StringComparison.Ordinal);
        var restore = _box.Restore(backup.Id) with { Server = lost };
        error = await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(restore));
        Assert.Equal("ServiceNotStartable", error.ErrorId);
        Assert.Contains("Nothing was stopped.", error.Message, StringComparison.Ordinal);

        // A dry run says so; the process whose program is gone is no better.
        Assert.Contains("It would be refused (ServiceNotStartable): Nothing says how to start", (await new McpOps.Backups.Restores.RestoreEngine(_box.Context).PlanAsync(restore, Stop)).Message, StringComparison.Ordinal);
        var gone = Server with { Service = _service with { StartCommand = [_box["gone.sh"]] } };
        error = await Assert.ThrowsAsync<McpOpsException>(() => new BackupEngine(_box.Context).RequireServiceAsync(new BackupOptions { Server = gone, StopService = true }, Stop));
        Assert.Contains("gone.sh', which starts it, is not there", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await ProcessAsync());
        Assert.Equal("two", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
        Assert.Single(Directory.GetDirectories(Path.Combine(_box.Store, "docs")), path => Path.GetFileName(path).Contains('Z', StringComparison.Ordinal));
    }

    [Fact]
    public async Task That_it_stays_down_after_a_restore_is_taken_back_is_said()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        var broken = Server with { Service = _service with { StartCommand = ["false"] } };
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = broken, ServiceTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.DoesNotContain("Everything is as it was before", restore.Message, StringComparison.Ordinal);
        Assert.Contains($"The files are as they were before. But the process service '{_service.Name}' ran before, and does not work now: ", restore.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_holds_its_port_while_it_does_not_run_is_named(bool declared)
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        _box.Write("a.txt", "two");
        await EndAsync();
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        var held = $"Port {port} is held by process {Environment.ProcessId} (";
        if (declared)
        {
            var error = await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(_box.Restore(backup.Id) with { Server = Server with { Ports = [port] } }));
            Assert.Equal("PortHeld", error.ErrorId);
            Assert.StartsWith(held, error.Message, StringComparison.Ordinal);
        }
        else
        {
            // Where only the address names the port, the holder may be a proxy before it: it is tried, and said when it fails.
            var gone = Server with { Connection = McpServer.FromUrl(new Uri($"http://127.0.0.1:{port}/mcp")).Connection, Service = _service with { StartCommand = ["true"] } };
            var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = gone, HealthTimeout = TimeSpan.Zero, ServiceTimeout = TimeSpan.FromMilliseconds(300) });
            Assert.Equal(RestoreStatus.RolledBack, restore.Status);
            Assert.Contains(held, restore.Message, StringComparison.Ordinal);
        }

        Assert.Equal("two", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
        Assert.Empty(Directory.Exists(_box.State) ? Directory.GetFileSystemEntries(_box.State) : []);
    }

    [Fact]
    public async Task One_that_did_not_run_is_not_started_when_a_restore_is_taken_back()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        await EndAsync();
        var server = Server with { Backup = new McpBackupPlan { AfterRestore = [["false"]] } };
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = server });
        Assert.Equal(RestoreStatus.RolledBack, restore.Status);
        Assert.Null(await ProcessAsync());
        await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = Server });
        Assert.NotNull(await ProcessAsync());
    }

    [Fact]
    public async Task What_it_writes_while_it_is_stopped_and_the_backup_leaves_out_is_not_lost()
    {
        _box.Write("a.txt", "one");
        var sets = new McpBackupSet("files", [_box.Tree]) { Exclude = ["*.tmp"] };
        var backup = await _box.BackupAsync(_box.Server(sets));
        await EndAsync();
        await StartAsync($"trap 'echo late > {_box.Tree}/late.tmp; exit' TERM; while :; do sleep 0.2; done");
        await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = _box.Server(sets) with { Service = _service } });
        Assert.Equal("late\n", File.ReadAllText(Path.Combine(_box.Tree, "late.tmp")));

        // And what is made between the swap and the way back.
        var failing = new McpServer { Name = "docs", Backup = new McpBackupPlan { Sets = [sets], AfterRestore = [["sh", "-c", $"echo fresh > {_box.Tree}/fresh.tmp; false"]] } };
        Assert.Equal(RestoreStatus.RolledBack, (await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = failing })).Status);
        Assert.Equal("fresh\n", File.ReadAllText(Path.Combine(_box.Tree, "fresh.tmp")));
        Assert.Equal("late\n", File.ReadAllText(Path.Combine(_box.Tree, "late.tmp")));
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _box.Dispose();
    }

    private async ValueTask StartAsync(string script)
    {
        var path = _box[$"service-{Guid.NewGuid():N}.sh"];
        await File.WriteAllTextAsync(path, script, Stop);
        _service = new McpService(ServiceKind.Process, path) { StartCommand = ["sh", path] };
        await _control.StartAsync(_service.ToReference(), TimeSpan.FromSeconds(10), Stop);
    }

    private async Task<int?> ProcessAsync() => (await _control.GetAsync(_service.ToReference(), Stop)).ProcessId;

    private async Task EndAsync()
    {
        if (await ProcessAsync() is { } id)
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private sealed class Reporter(Action report) : IProgress<McpProgress>
    {
        public void Report(McpProgress value) => report();
    }
}
