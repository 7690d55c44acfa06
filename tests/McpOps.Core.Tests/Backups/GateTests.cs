using System.Net;
using System.Net.Sockets;
using McpOps.Backups;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Backups;

/// <summary>What belongs to a server decides whether its restore stands.</summary>
public sealed class GateTests : IDisposable
{
    private readonly Sandbox _box = new();

    [Theory]
    [InlineData("endpoint")]
    [InlineData("port")]
    [InlineData("database")]
    [InlineData("service")]
    public async Task A_part_of_the_server_that_says_no_takes_the_restore_back(string part)
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        _box.Write("a.txt", "two");
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = With(part), HealthTimeout = TimeSpan.Zero, ServiceTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(RestoreStatus.RolledBack, restore.Status);
        Assert.Contains("as it was before", restore.Message, StringComparison.Ordinal);
        Assert.Equal("two", File.ReadAllText(Path.Combine(_box.Tree, "a.txt")));
    }

    [Fact]
    public async Task An_endpoint_that_says_yes_lets_it_stand()
    {
        using var web = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort()}/";
        web.Prefixes.Add(address);
        web.Start();
        var answers = Task.Run(async () =>
        {
            while (web.IsListening)
            {
                (await web.GetContextAsync()).Response.Close();
            }
        });
        _box.Write("a.txt", "one");
        var server = _box.Server() with { Endpoints = [new McpEndpoint("health", address)] };
        var backup = await _box.BackupAsync(server);
        Assert.Equal(HealthStatus.Healthy, backup.Health);
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = server });
        Assert.Equal((RestoreStatus.Restored, HealthStatus.Healthy), (restore.Status, restore.Health));
        web.Stop();
        await answers.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_backup_of_a_server_that_was_not_healthy_says_so_at_its_restore()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync(With("endpoint"));
        Assert.Equal(HealthStatus.Unhealthy, backup.Health);
        var restore = await _box.RestoreAsync(_box.Restore(backup.Id) with { Server = With("endpoint"), HealthTimeout = TimeSpan.Zero });
        Assert.Equal(RestoreStatus.Restored, restore.Status);
        Assert.Contains("Unhealthy", restore.Message, StringComparison.Ordinal);
        Assert.Contains(_box.Notices, notice => notice.Id == "BackupNotHealthy");
    }

    [Fact]
    public async Task A_restore_waits_for_who_works_on_the_same_backups()
    {
        _box.Write("a.txt", "one");
        var backup = await _box.BackupAsync();
        var held = await McpOps.Backups.Stores.BackupStores.Open(_box.Store).LockAsync("docs", "test", TestContext.Current.CancellationToken);
        var options = _box.Restore(backup.Id) with { Destination = _box["out"] };
        Assert.Equal("StoreLocked", (await Assert.ThrowsAsync<McpOpsException>(() => _box.RestoreAsync(options))).ErrorId);
        var waiting = _box.RestoreAsync(options with { LockWait = TimeSpan.FromSeconds(60) });
        Assert.False(waiting.IsCompleted);
        await held.DisposeAsync();
        Assert.Equal(RestoreStatus.Restored, (await waiting).Status);
    }

    public void Dispose() => _box.Dispose();

    private McpServer With(string part) => part switch
    {
        "endpoint" => _box.Server() with { Endpoints = [new McpEndpoint("health", $"http://127.0.0.1:{FreePort()}/health")] },
        "port" => _box.Server() with { Ports = [FreePort()] },
        "database" => _box.Server() with { Databases = [new McpDatabase("postgres", "main") { ConnectionString = $"Host=127.0.0.1;Port={FreePort()};Database=x;Username=x;Password=x" }] },
        _ => _box.Server() with { Service = new McpService("process", "no-such-program-" + Guid.NewGuid().ToString("N")) { StartCommand = ["true"] } },
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
