using McpOps.Backups;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Backups;

/// <summary>A real service that does not come up again, or dies a moment later: a backup is kept and tells, and a restore does not say that all is well.</summary>
public sealed class ServiceProofTests : IAsyncLifetime
{
    private readonly Sandbox _box = new();
    private readonly ServiceControl _control = new(TimeProvider.System);
    private McpService _service = new(ServiceKind.Process, "");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private McpServer Server => _box.Server() with { Service = _service };

    // It runs on when the mark is there, and else as the script says.
    private string Mark => _box["runs-on"];

    public ValueTask InitializeAsync() => StartAsync("sleep 1; echo out of luck; exit 3");

    [Fact]
    public async Task A_service_that_does_not_start_again_costs_no_backup_and_the_next_one_tells_of_it_too()
    {
        _box.Write("a.txt", "one");
        var broken = Server with { Service = _service with { StartCommand = ["sh", "-c", "echo no such module >&2; exit 7"] } };
        var made = await _box.BackupAsync(broken, options => options with { StopService = true });
        Assert.Equal(BackupStatus.Complete, made.Status);
        Assert.Contains("exit code 7", made.ServiceDown, StringComparison.Ordinal);
        Assert.Equal(VerificationStatus.Valid, (await _box.VerifyAsync(made.Id)).Status);
        var error = BackupFault.Of(made)!;
        Assert.Equal("ServiceStartFailed", error.ErrorId);
        Assert.Contains($"The backup {made.Id} was made", error.Message, StringComparison.Ordinal);
        Assert.Contains("'mcpops restart docs' (Restart-McpServer docs)", error.Message, StringComparison.Ordinal);

        // What is down is what needs a backup most.
        var next = await _box.BackupAsync(broken);
        Assert.Equal(BackupStatus.Complete, next.Status);
        Assert.Contains("exit code 7", next.ServiceDown, StringComparison.Ordinal);
        await _box.VerifyAsync(next.Id);
        Assert.DoesNotContain(_box.Notices, notice => notice.Id == "ServiceStartedAgain");
        var check = new BackupCheck(_box.Context);
        var kept = broken with { Backup = broken.Backup! with { Destination = _box.Store } };
        Assert.Contains("and it does not work since", Assert.Single(await check.CheckAsync(kept, Stop)).Message, StringComparison.Ordinal);

        // Mended, it is started by the next one, and only then is all well.
        await File.WriteAllTextAsync(Mark, "", Stop);
        var last = await _box.BackupAsync(Server);
        Assert.Null(last.ServiceDown);
        Assert.Null(BackupFault.Of(last));
        Assert.Contains(_box.Notices, notice => notice.Id == "ServiceStartedAgain");
        Assert.NotNull(await ProcessAsync());
        Assert.Equal(HealthStatus.Healthy, Assert.Single(await check.CheckAsync(Server with { Backup = kept.Backup }, Stop)).Status);
    }

    [Fact]
    public async Task A_service_that_dies_a_moment_after_its_start_is_told_of()
    {
        _box.Write("a.txt", "one");
        File.Delete(Mark);
        var made = await _box.BackupAsync(Server, options => options with { StopService = true });
        Assert.Equal(BackupStatus.Complete, made.Status);
        Assert.Contains("exit code 3", made.ServiceDown, StringComparison.Ordinal);
        Assert.Contains("out of luck", made.ServiceDown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_runs_and_does_not_answer_as_before_is_told_of()
    {
        _box.Write("a.txt", "one");
        await EndAsync();
        await StartAsync("while :; do sleep 0.2; done", """exec python3 -c 'import http.server, sys; http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()' """ + Port);
        var server = Server with { Ports = [Port] };
        Assert.True(await Eventually.HoldsAsync(() => PortOwners.All().ContainsKey(Port), TimeSpan.FromSeconds(30), Stop));
        File.Delete(Mark);
        var made = await _box.BackupAsync(server, options => options with { StopService = true, ServiceTimeout = TimeSpan.FromSeconds(6) });
        Assert.Equal((BackupStatus.Complete, HealthStatus.Healthy), (made.Status, made.Health));
        Assert.Contains("does not answer", made.ServiceDown, StringComparison.Ordinal);
        Assert.NotNull(await ProcessAsync());
    }

    [Fact]
    public async Task A_restore_that_is_taken_back_says_that_its_service_died_a_moment_later()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        _box.Write("a.txt", "two");
        File.Delete(Mark);
        var server = Server with { Endpoints = [new McpEndpoint("health", $"http://127.0.0.1:{Port}/")] };
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = server, HealthTimeout = TimeSpan.Zero });
        Assert.Equal(RestoreStatus.RolledBack, restore.Status);
        Assert.DoesNotContain("Everything is as it was before", restore.Message, StringComparison.Ordinal);
        Assert.Contains($"But the process service '{_service.Name}' ran before, and does not work now: ", restore.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 3", restore.ServiceDown, StringComparison.Ordinal);
        Assert.Contains(_box.Notices, notice => notice.Id == "ServiceStartFailed");
        Assert.Equal("two", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
    }

    [Fact]
    public async Task A_restore_whose_service_dies_a_moment_later_does_not_stand()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        _box.Write("a.txt", "two");
        File.Delete(Mark);
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = Server });
        Assert.Equal(RestoreStatus.RolledBack, restore.Status);
        Assert.Contains("ServiceStartFailed", restore.Message, StringComparison.Ordinal);
        Assert.Equal("two", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
    }

    [Fact]
    public async Task What_a_step_after_the_restore_printed_is_told_wherever_it_went()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        Assert.Contains("'sh', a step after the restore, ended with 4: no space for wheels. Everything that the backup covers", await MessageAsync("echo no space for wheels; exit 4"), StringComparison.Ordinal);
        Assert.Contains("ended with 4, and printed nothing. Everything that the backup covers", await MessageAsync("exit 4"), StringComparison.Ordinal);
        Assert.Contains("ended with 4: on error | on output", await MessageAsync("echo on output; echo on error >&2; exit 4"), StringComparison.Ordinal);

        async Task<string> MessageAsync(string script) =>
            (await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = _box.Server() with { Backup = new McpBackupPlan { AfterRestore = [["sh", "-c", script]] } } })).Message;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _box.Dispose();
    }

    private int Port { get; } = FreePort();

    private async ValueTask StartAsync(string script, string marked = "while :; do sleep 0.2; done")
    {
        var path = _box[$"service-{Guid.NewGuid():N}.sh"];
        await File.WriteAllTextAsync(path, $"if [ -e '{Mark}' ]; then {marked}; fi\n{script}", Stop);
        await File.WriteAllTextAsync(Mark, "", Stop);
        _service = new McpService(ServiceKind.Process, marked.StartsWith("exec", StringComparison.Ordinal) ? $"{Port}" : path) { StartCommand = ["sh", path, $"{Port}"] };
        await _control.StartAsync(_service.ToReference(), TimeSpan.FromSeconds(10), Stop);
    }

    private async Task<int?> ProcessAsync() => (await _control.GetAsync(_service.ToReference(), Stop)).ProcessId;

    private async Task EndAsync()
    {
        if ((await _control.GetAsync(_service.ToReference(), CancellationToken.None)).ProcessId is { } id)
        {
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(id);
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
            catch (ArgumentException)
            {
                // It ended by itself meanwhile.
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
