using System.Globalization;
using System.Net;
using System.Net.Sockets;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance.Diagnosis;

/// <summary>Do the names that it depends on resolve, how fast, and is there a way to them?</summary>
internal sealed class NetworkArea : IDiagnosisArea
{
    private const double SlowMs = 500;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public string Name => "network";

    public async Task<IReadOnlyList<Observation>> LookAsync(DiagnosisScope scope, CancellationToken cancellationToken)
    {
        var seen = new List<Observation>();
        foreach (var (host, port) in Hosts(scope).Distinct())
        {
            seen.Add(await ResolveAsync(scope, host, port, cancellationToken));
        }

        return seen;
    }

    private static IEnumerable<(string Host, int Port)> Hosts(DiagnosisScope scope)
    {
        if (LocalServers.Address(scope.Server) is { } url)
        {
            yield return (url.Host, url.Port);
        }

        foreach (var database in scope.Server.Databases.Where(database => database.Kind.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)))
        {
            var address = Address(scope, database);
            if (address?.Host is { Length: > 0 } host && !host.StartsWith('/'))
            {
                yield return (host, address.Port);
            }
        }
    }

    private static Npgsql.NpgsqlConnectionStringBuilder? Address(DiagnosisScope scope, McpDatabase database)
    {
        try
        {
            return PostgresAddress.Parse(database.Name, ConnectionResolver.Text(database.ConnectionString ?? "", scope.Server, scope.Paths.Variable));
        }
        catch (McpOpsException)
        {
            return null;
        }
    }

    private async Task<Observation> ResolveAsync(DiagnosisScope scope, string host, int port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        var started = scope.Context.Time.GetTimestamp();
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host.Trim('[', ']'), limit.Token);
            var ms = scope.Context.Time.GetElapsedTime(started).TotalMilliseconds;
            var way = Route(addresses[0], port);
            var slow = ms > SlowMs;
            return new Observation(Name, way is null ? HealthStatus.Unhealthy : slow ? HealthStatus.Degraded : HealthStatus.Healthy,
                string.Create(CultureInfo.InvariantCulture, $"'{host}' is {string.Join(", ", addresses.Take(4).Select(address => address.ToString()))} ({ms:0} ms){(way is null ? ", and there is no route to it" : $", reached from {way}")}."),
                way is null ? "Look at 'ip route' and the interface." : slow ? $"Names are resolved slowly: each new connection waits for it. The resolvers are {Resolvers()}." : "");
        }
        catch (SocketException exception)
        {
            return new Observation(Name, HealthStatus.Unhealthy, $"'{host}' does not resolve: {exception.Message}.", $"Mend the name, or ask the resolvers: {Resolvers()}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Observation(Name, HealthStatus.Unhealthy, $"'{host}' was not resolved within {Longest.TotalSeconds:0} s.", $"The resolvers do not answer: {Resolvers()}.");
        }
    }

    // A datagram socket that is connected sends nothing; the system only chooses the way.
    private static string? Route(IPAddress address, int port)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(address, port);
            return (socket.LocalEndPoint as IPEndPoint)?.Address.ToString();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static string Resolvers()
    {
        try
        {
            return string.Join(", ", File.ReadLines("/etc/resolv.conf").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields is ["nameserver", ..] && fields.Length > 1).Select(fields => fields[1]).DefaultIfEmpty("none"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "not told by this system";
        }
    }
}
