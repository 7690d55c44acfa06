using System.Globalization;
using McpOps.Servers;
using Npgsql;

namespace McpOps.Benchmarks.Monitoring;

/// <summary>A PostgreSQL of its own with the settings that it comes with, but for the number of connections, in a temporary folder, on loopback.</summary>
internal sealed class OwnPostgres : IAsyncDisposable
{
    private const string Bin = "/usr/lib/postgresql/15/bin";
    private static readonly double TicksASecond = 100;
    private readonly string _folder = Directory.CreateTempSubdirectory("mcpops-fleet-").FullName;
    private readonly int _port = FreePort.Find();

    public string Url => $"postgresql://mcp@127.0.0.1:{_port}/postgres";

    public static async Task<OwnPostgres> StartAsync(int connections, CancellationToken cancellationToken)
    {
        var own = new OwnPostgres();
        if (Environment.IsPrivilegedProcess)
        {
            await Pairwise.RunProcessAsync("chown", ["nobody", own._folder], cancellationToken);
        }

        await own.RunAsync([$"{Bin}/initdb", "--pgdata", $"{own._folder}/data", "--username", "mcp", "--auth", "trust"], cancellationToken);
        await own.RunAsync([$"{Bin}/pg_ctl", "--pgdata", $"{own._folder}/data", "--wait", "--log", $"{own._folder}/log", "--options", string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -c port={own._port} -c unix_socket_directories={own._folder} -c max_connections={connections}"), "start"], cancellationToken);
        return own;
    }

    public async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(PostgresAddress.Parse("history", Url).ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>What all its processes took, those that have ended too: the first of them has waited for them.</summary>
    public TimeSpan ProcessorTime()
    {
        var first = File.ReadLines($"{_folder}/data/postmaster.pid").First().Trim();
        double ticks = 0;
        foreach (var stat in Directory.EnumerateDirectories("/proc").Select(folder => Path.Combine(folder, "stat")))
        {
            try
            {
                var text = File.ReadAllText(stat);
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                var isFirst = stat == $"/proc/{first}/stat";
                if (isFirst || fields[1] == first)
                {
                    ticks += fields[11..(isFirst ? 15 : 13)].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
            {
                // It has ended meanwhile, or is no process.
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksASecond);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync([$"{Bin}/pg_ctl", "--pgdata", $"{_folder}/data", "--mode", "immediate", "--wait", "stop"], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    // Not through pipes: the server would inherit them, and a reader would wait until it ends.
    private Task RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) => Pairwise.RunProcessAsync("/bin/sh",
        ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", .. Environment.IsPrivilegedProcess ? new[] { "runuser", "-u", "nobody", "--" } : [], .. command], cancellationToken);
}
