using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using McpOps.Protocol;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>
/// Is it the servers, or this machine's own network? When at least half of the remote servers, and at least three, turn unreachable at once, and no witness answers either, nothing can be said
/// of the servers: their samples are marked, and do not count.
/// </summary>
internal sealed class OwnNetwork(EngineContext context, WatchPlan plan)
{
    /// <summary>The mark of a sample that does not count.</summary>
    public const string Mark = "ownNetwork";

    /// <summary>The rule about it, of the machine.</summary>
    public const string Rule = "network";

    private const int Fewest = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, bool> _unreachable = new(StringComparer.Ordinal);
    private readonly int _remote = plan.Servers.Count(server => IsRemote(server.Server));
    private (long At, bool Blind)? _asked;

    /// <summary>Marks the samples that do not count.</summary>
    public async Task<IReadOnlyList<ProbedSample>> MarkAsync(IReadOnlyList<ProbedSample> probed, CancellationToken cancellationToken)
    {
        foreach (var one in probed.Where(one => IsRemote(one.Server.Server)))
        {
            _unreachable[one.Server.Name] = IsOfNetwork(one.Sample);
        }

        return IsMany(_unreachable.Values.Count(bad => bad), _remote) && probed.Any(Concerns) && await IsBlindAsync(cancellationToken)
            ? [.. probed.Select(one => Concerns(one) ? one with { Sample = one.Sample with { Mark = Mark, Status = HealthStatus.Unknown, Message = "This machine's own network does not work: no witness answers." } } : one)]
            : probed;
    }

    /// <summary>What probes say of this machine's network; null where they say nothing. The network is well as soon as one remote server's sample counts.</summary>
    public static Observation? Observe(string host, IReadOnlyList<ProbedSample> marked, DateTimeOffset slot)
    {
        var remote = marked.Where(one => IsRemote(one.Server.Server)).ToList();
        var blind = remote.Count(one => one.Sample.Mark is Mark);
        return remote.Count == 0 ? null : new Observation(host, Rule, slot, blind > 0 ? ObservedResult.Bad : ObservedResult.Good)
        {
            Severity = blind > 0 ? AlertSeverity.Critical : AlertSeverity.None,
            Message = "Nothing can be seen from this machine: its remote servers cannot be reached, and no witness answers either. Until its network works, nothing is said of the servers.",
            Failures = 1,
            Successes = 1,
        };
    }

    /// <summary>Whether so many are unreachable that the cause may be here.</summary>
    internal static bool IsMany(int unreachable, int remote) => unreachable >= Fewest && unreachable * 2 >= remote;

    private static bool Concerns(ProbedSample one) => IsRemote(one.Server.Server) && IsOfNetwork(one.Sample);

    private static bool IsOfNetwork(McpSample sample) => sample.Verdict is McpVerdict.Unreachable or McpVerdict.Timeout;

    private static bool IsRemote(McpServer server) => server.Connection.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback);

    private async Task<bool> IsBlindAsync(CancellationToken cancellationToken)
    {
        if (_asked is { } asked && context.Time.GetElapsedTime(asked.At) < Fresh)
        {
            return asked.Blind;
        }

        var witnesses = plan.Fleet.Watch.Witnesses.Count > 0 ? [.. plan.Fleet.Watch.Witnesses.Select(witness => AnswersAsync(witness, cancellationToken))] : OfMachine(cancellationToken);
        var answers = await Task.WhenAll(witnesses);

        // Without a witness nobody can say that it is here.
        var blind = answers.Length > 0 && !answers.Any(answered => answered);
        _asked = (context.Time.GetTimestamp(), blind);
        return blind;
    }

    private static List<Task<bool>> OfMachine(CancellationToken cancellationToken)
    {
        var up = NetworkInterface.GetAllNetworkInterfaces().Where(network => network.OperationalStatus is OperationalStatus.Up).Select(network => network.GetIPProperties()).ToList();
        var names = up.SelectMany(network => network.DnsAddresses).Where(address => !IPAddress.IsLoopback(address)).Distinct().Take(3);
        var gateways = up.SelectMany(network => network.GatewayAddresses).Select(gateway => gateway.Address).Where(address => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)).Distinct().Take(2);
        return [.. names.Select(address => AnswersAsync(new IPEndPoint(address, 53).ToString(), cancellationToken)), .. gateways.Select(PingAsync)];
    }

    private static async Task<bool> PingAsync(IPAddress address)
    {
        try
        {
            using var ping = new Ping();
            return (await ping.SendPingAsync(address, (int)Patience.TotalMilliseconds)).Status is IPStatus.Success;
        }
        catch (Exception exception) when (exception is PingException or InvalidOperationException or PlatformNotSupportedException or SocketException)
        {
            return false;
        }
    }

    // A refusal is an answer too: somebody is there.
    private static async Task<bool> AnswersAsync(string witness, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate("tcp://" + witness, UriKind.Absolute, out var address))
        {
            return false;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.DnsSafeHost, address.Port > 0 ? address.Port : 53, limit.Token);
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
