using ModelContextProtocol.Protocol;

namespace McpOps.Cli.Serve;

/// <summary>Who waits for the answer to a request over HTTP, and when nobody does any more.</summary>
/// <remarks>
/// A client of 2025-11-25 whose connection broke may come back for the answer. So its call goes on for a moment, and for as long as the session is used otherwise;
/// then it ends, and its place is free for others.
/// </remarks>
/// <param name="hungUp">Cancelled when the connection breaks.</param>
/// <param name="session">The conversation.</param>
internal sealed class Caller(CancellationToken hungUp, HttpSession session)
{
    private const string Item = "mcpops.caller";

    /// <summary>How long a client has to come back.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Notes the caller of a message.</summary>
    public static JsonRpcMessageContext Note(JsonRpcMessageContext context, Caller caller)
    {
        (context.Items ??= new Dictionary<string, object?>(StringComparer.Ordinal))[Item] = caller;
        return context;
    }

    /// <summary>The caller of a message; null where it did not come over HTTP.</summary>
    public static Caller? Of(JsonRpcMessage? message) => message?.Context?.Items?.TryGetValue(Item, out var caller) is true ? caller as Caller : null;

    /// <summary>Cancels a call when nobody waits for it any more.</summary>
    /// <param name="call">The call.</param>
    /// <param name="time">The clock.</param>
    /// <param name="over">The call is over.</param>
    public async Task EndWhenGoneAsync(CancellationTokenSource call, TimeProvider time, CancellationToken over)
    {
        try
        {
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(hungUp, over))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            do
            {
                await Task.Delay(Grace, time, over);
            }
            while (session.InUse);
            await call.CancelAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // It was over before.
        }
    }
}
