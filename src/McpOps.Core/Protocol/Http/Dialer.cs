using System.Net;
using System.Net.Sockets;

namespace McpOps.Protocol.Http;

/// <summary>Opens a TCP connection: resolves the name, then tries its addresses, a further one each time the last has not answered for a moment.</summary>
internal static class Dialer
{
    // RFC 8305 (Happy Eyeballs), Connection Attempt Delay: an address family that leads nowhere must not cost the time-out.
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    public static async ValueTask<Stream> DialAsync(DnsEndPoint endPoint, PhaseClock clock, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(endPoint.Host.Trim('[', ']'), out var address) ? [address] : await ResolveAsync(endPoint.Host, clock, cancellationToken);
        clock.Note(Moment.ConnectBegan);
        var socket = await ConnectAsync(addresses, endPoint.Port, cancellationToken);
        clock.Note(Moment.ConnectEnded);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, PhaseClock clock, CancellationToken cancellationToken)
    {
        clock.Note(Moment.ResolveBegan);
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new HttpRequestException(HttpRequestError.NameResolutionError, exception.Message, exception);
        }
        finally
        {
            clock.Note(Moment.ResolveEnded);
        }
    }

    private static async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = new List<Task<Socket>>();
        Exception? failure = null;
        try
        {
            foreach (var address in addresses)
            {
                attempts.Add(TryAsync(address, port, lost.Token));
                var patience = address.Equals(addresses[^1]) ? Timeout.InfiniteTimeSpan : Stagger;
                if (await FirstAsync(attempts, patience, cancellationToken) is { } socket)
                {
                    return socket;
                }
            }

            failure = attempts.Select(attempt => attempt.Exception?.InnerException).FirstOrDefault(exception => exception is not null);
            throw new HttpRequestException(HttpRequestError.ConnectionError, failure?.Message ?? "The name has no address.", failure);
        }
        finally
        {
            await lost.CancelAsync();
            attempts.ForEach(DropLate);
        }
    }

    // The first attempt that succeeds; null when all have failed, or none has answered within the patience.
    private static async Task<Socket?> FirstAsync(List<Task<Socket>> attempts, TimeSpan patience, CancellationToken cancellationToken)
    {
        var wait = Task.Delay(patience, cancellationToken);

        // Asked once a round: an attempt that fails between two questions would leave nothing to wait for but the patience.
        while (attempts.FindAll(attempt => !attempt.IsFaulted) is { Count: > 0 } open)
        {
            var done = await Task.WhenAny(open.Cast<Task>().Append(wait));
            if (done == wait)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return null;
            }

            if (done is Task<Socket> { IsCompletedSuccessfully: true } winner)
            {
                attempts.Remove(winner);
                return await winner;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        return null;
    }

    private static async Task<Socket> TryAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void DropLate(Task<Socket> attempt) => _ = attempt.ContinueWith(
        late =>
        {
            if (late.IsCompletedSuccessfully)
            {
                late.GetAwaiter().GetResult().Dispose();
            }
            else
            {
                _ = late.Exception;
            }
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
