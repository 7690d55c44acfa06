using System.Globalization;

namespace McpOps.Cli.Tests.Backups;

/// <summary>A service that a backup has stopped and that does not come up again: the backup is kept, and whoever reads only errors and exit codes knows.</summary>
public sealed class DeadServiceTests : IDisposable
{
    private readonly Workbench _bench = new();

    public DeadServiceTests() => _bench.Sh("""
        mkdir tree; echo one > tree/a.txt
        echo 'echo $$ > "$0.pid"; while :; do sleep 0.1; done' > service.sh
        cat > mcpops.json <<END
        { "servers": { "docs": { "command": "true",
          "service": { "kind": "process", "name": "$PWD/service.sh", "startCommand": ["sh", "-c", "echo no module >&2; exit 7"] },
          "backup": { "destination": "$PWD/store", "sets": { "files": { "paths": ["$PWD/tree"] } } } } } }
        END
        setsid sh "$PWD/service.sh" >/dev/null 2>&1 &
        """);

    [Fact]
    public async Task The_backup_is_kept_and_the_exit_code_is_that_of_a_part()
    {
        Assert.True(await Eventually.HoldsAsync(() => Service() is not null, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), "the service did not start");
        var made = await _bench.RunAsync("backup", "docs", "--config-path", _bench.P("mcpops.json"), "--stop-service", "-o", "json");
        Assert.True(made.Code == 2, $"{made.Code}: {made.Error}");
        Assert.Contains("error ServiceStartFailed: The backup docs/", made.Error, StringComparison.Ordinal);
        Assert.Contains("exit code 7", made.Error, StringComparison.Ordinal);
        Assert.Contains("'mcpops restart docs'", made.Error, StringComparison.Ordinal);
        Assert.Contains("\"serviceDown\": \"", made.Out, StringComparison.Ordinal);

        // Without the option too, for the service was left down; and that costs no backup.
        var next = await _bench.RunAsync("backup", "docs", "--config-path", _bench.P("mcpops.json"));
        Assert.True(next.Code == 2, $"{next.Code}: {next.Error}");
        Assert.Contains("error ServiceStartFailed: The backup docs/", next.Error, StringComparison.Ordinal);
        var list = await _bench.RunAsync("backup", "list", "--store", _bench.P("store"));
        Assert.Equal(2, list.Out.Split('\n').Count(line => line.Contains(" Complete ", StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        if (Service() is { } id)
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
        }

        _bench.Dispose();
    }

    private int? Service() => File.Exists(_bench.P("service.sh.pid")) && int.TryParse(File.ReadAllText(_bench.P("service.sh.pid")), CultureInfo.InvariantCulture, out var id) && Directory.Exists($"/proc/{id}") ? id : null;
}
