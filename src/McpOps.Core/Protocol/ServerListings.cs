using System.Runtime.CompilerServices;
using System.Threading.Channels;
using McpOps.Servers;

namespace McpOps.Protocol;

/// <summary>Reads what servers list, all at once, each as soon as it is there.</summary>
/// <param name="context">The clock and the logger.</param>
internal sealed class ServerListings(EngineContext context)
{
    private const int MostAtOnce = 64;

    // A stdio server has three pipes and a process, another a socket and what goes with it.
    private const int HandlesOfProcess = 12;
    private const int HandlesOfConnection = 4;

    /// <summary>Reads what one server lists.</summary>
    internal delegate Task<IReadOnlyList<T>> Read<T>(McpServer server, McpSession session, CancellationToken cancellationToken);

    /// <summary>Reads from all of them; those that their owner switched off are left out.</summary>
    public async IAsyncEnumerable<ServerListing<T>> ReadAsync<T>(IReadOnlyCollection<McpServer> servers, ConnectOptions options, Read<T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (servers.Count > 0 && !servers.Any(server => server.Enabled))
        {
            // Of many, those that are switched off are left out without a word; where nothing is left, nothing would be said at all.
            context.Warn("ServerDisabled", $"{string.Join(", ", servers.Select(server => $"'{server.Name}'"))}: switched off by \"enabled\": false, so nothing was asked. Switch it on first.", servers.First().Name);
        }

        await using var connector = new McpConnector(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listings = Channel.CreateUnbounded<ServerListing<T>>();
        var work = ReadAllAsync(connector, [.. servers.Where(server => server.Enabled)], options, read, listings.Writer, stop.Token);
        try
        {
            await foreach (var listing in listings.Reader.ReadAllAsync(cancellationToken))
            {
                yield return listing;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ReadAllAsync<T>(McpConnector connector, IReadOnlyList<McpServer> servers, ConnectOptions options, Read<T> read, ChannelWriter<ServerListing<T>> listings, CancellationToken cancellationToken)
    {
        try
        {
            await Parallel.ForEachAsync(servers, new ParallelOptions { MaxDegreeOfParallelism = OpenFiles.AtOnce(servers.Any(server => server.Transport is McpTransport.Stdio) ? HandlesOfProcess : HandlesOfConnection, MostAtOnce), CancellationToken = cancellationToken }, async (server, token) =>
                listings.TryWrite(await ReadOneAsync(connector, server, options, read, token)));
            listings.Complete();
        }
        catch (Exception exception)
        {
            listings.Complete(exception);
            throw;
        }
    }

    private static async Task<ServerListing<T>> ReadOneAsync<T>(McpConnector connector, McpServer server, ConnectOptions options, Read<T> read, CancellationToken cancellationToken)
    {
        try
        {
            var session = await connector.ConnectAsync(server, options, cancellationToken);
            try
            {
                return new ServerListing<T>(server, await read(server, session, cancellationToken), Failure: null);
            }
            finally
            {
                session.EndInBackground();
            }
        }
        catch (McpProtocolException exception)
        {
            return new ServerListing<T>(server, [], exception.ForUser(server));
        }
    }
}

/// <summary>What one server lists, or why that could not be read.</summary>
/// <param name="Server">The server.</param>
/// <param name="Records">What it lists, in its order.</param>
/// <param name="Failure">What went wrong; null when nothing did. Its id is the verdict.</param>
public sealed record ServerListing<T>(McpServer Server, IReadOnlyList<T> Records, McpOpsException? Failure);
