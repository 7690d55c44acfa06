using System.Diagnostics;

namespace McpOps.Cli.Tests.Backups;

/// <summary>A backup that is killed while it has the service stopped: the next one starts it again, and until then the health check tells.</summary>
public sealed class KilledServiceTests : IDisposable
{
    private readonly Workbench _bench = new();

    public KilledServiceTests()
    {
        _bench.Sh($$"""
            mkdir tree; head -c 400000000 /dev/urandom > tree/random
            echo 'echo $$ > "$0.pid"; while :; do sleep 0.1; done' > service.sh
            cat > mcpops.json <<END
            { "servers": { "docs": { "command": "true",
              "service": { "kind": "process", "name": "$PWD/service.sh", "startCommand": ["sh", "$PWD/service.sh"] },
              "backup": { "destination": "$PWD/store", "sets": { "files": { "paths": ["$PWD/tree"] } } } } } }
            END
            setsid sh "$PWD/service.sh" >/dev/null 2>&1 &
            """);
    }

    [Fact]
    public async Task The_next_backup_starts_it_again_and_says_so()
    {
        Assert.True(await Eventually.HoldsAsync(Runs, TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken), "the service did not start");
        using (var backup = _bench.Start(Workbench.Mcpops, ["backup", "docs", "--config-path", _bench.P("mcpops.json"), "--stop-service"]))
        {
            // It is down for the second that the copy takes: the moment must not be missed.
            while (Runs() && !backup.HasExited)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            Assert.False(backup.HasExited, "the service was not stopped");
            backup.Kill();
            await backup.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.False(Runs());
        var health = await _bench.RunAsync("health", "docs", "--config-path", _bench.P("mcpops.json"), "--check", "backup", "--output", "json");
        Assert.Equal(2, health.Code);
        Assert.Contains("stopped. The next backup starts it again.", health.Out, StringComparison.Ordinal);
        var next = await _bench.RunAsync("backup", "docs", "--config-path", _bench.P("mcpops.json"));
        Assert.True(next.Code == 0, next.Error);
        Assert.Contains("warning ServiceStartedAgain", next.Error, StringComparison.Ordinal);
        Assert.True(Runs());
        Assert.DoesNotContain("ServiceStartedAgain", (await _bench.RunAsync("backup", "docs", "--config-path", _bench.P("mcpops.json"))).Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (Service() is { } id)
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
        }

        _bench.Dispose();
    }

    private bool Runs() => Service() is not null;

    private int? Service() => File.Exists(_bench.P("service.sh.pid")) && int.TryParse(File.ReadAllText(_bench.P("service.sh.pid")), out var id) && Directory.Exists($"/proc/{id}") ? id : null;
}
