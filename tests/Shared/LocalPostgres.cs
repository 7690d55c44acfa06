namespace McpOps;

/// <summary>A PostgreSQL 15 of its own in a temporary folder, on a free loopback port.</summary>
internal sealed class LocalPostgres : IAsyncDisposable
{
    private const string Bin = "/usr/lib/postgresql/15/bin";

    private string _folder = "";
    private bool _asOther;

    /// <summary>Why there is none; null when there is one.</summary>
    public string? Missing { get; private set; }

    public int Port { get; private set; }

    /// <summary>True where what is committed is to be on the disk, as a figure about waiting needs it.</summary>
    public bool Flushes { get; init; }

    /// <summary>Its superuser.</summary>
    public string User { get; init; } = "mcp";

    public string Url(string database = "postgres") => $"postgresql://{User}@127.0.0.1:{Port}/{database}";

    public async ValueTask StartAsync()
    {
        if (!File.Exists($"{Bin}/initdb"))
        {
            Missing = $"PostgreSQL 15 is not installed ({Bin}/initdb)";
            return;
        }

        // initdb refuses root, so the cluster belongs to another account then.
        _asOther = Environment.IsPrivilegedProcess;
        _folder = Directory.CreateTempSubdirectory("mcpops-postgres-").FullName;
        Port = FreePort.Find();
        if (_asOther)
        {
            await RunAsync("chown", "nobody", _folder);
        }

        await RunAsOwnerAsync($"{Bin}/initdb", "--pgdata", $"{_folder}/data", "--username", User, "--auth", "trust", "--no-sync");
        await RunAsOwnerAsync($"{Bin}/pg_ctl", "--pgdata", $"{_folder}/data", "--wait", "--log", $"{_folder}/log", "--options",
            $"-c listen_addresses=127.0.0.1 -c port={Port} -c unix_socket_directories={_folder} -c fsync={(Flushes ? "on" : "off")} -c max_connections=20 -c superuser_reserved_connections=1 -c shared_preload_libraries=pg_stat_statements", "start");
    }

    public async ValueTask DisposeAsync()
    {
        if (Missing is null)
        {
            await RunAsOwnerAsync($"{Bin}/pg_ctl", "--pgdata", $"{_folder}/data", "--mode", "immediate", "--wait", "stop");
            Directory.Delete(_folder, recursive: true);
        }
    }

    private Task RunAsOwnerAsync(params string[] command) => _asOther ? RunAsync("runuser", ["-u", "nobody", "--", .. command]) : RunAsync(command[0], command[1..]);

    // Not through pipes: the server would inherit them, and a reader would wait until it ends.
    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. arguments]) { UseShellExecute = false })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }
}
