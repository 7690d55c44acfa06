using System.Text;
using McpOps.Protocol.Rpc;
using McpOps.Servers;
using Microsoft.Extensions.Logging;

namespace McpOps.Protocol;

/// <summary>Tells the logger what goes to a server and what comes back, secrets masked: those that are known by their value, and those that look like one.</summary>
internal sealed class TracedChannel(IMcpChannel inner, ILogger logger, string server, McpConnection connection) : IMcpChannel
{
    private const int MostShown = 4000;
    private const int ShortestSecret = 6;

    private readonly string[] _secrets = [.. connection.Headers.Values.Concat(connection.Environment.Values)
        .SelectMany(value => value.Split(' ').Append(value)).Where(value => value.Length >= ShortestSecret && value is not "Bearer").OrderByDescending(value => value.Length)];

    public bool LegacyOnly => inner.LegacyOnly;

    public int? ProcessId => inner.ProcessId;

    public int Requests => inner.Requests;

    public bool SpokeMcp => inner.SpokeMcp;

    public async Task<RpcReply> RequestAsync(RpcCall call, CancellationToken cancellationToken)
    {
        Say(">", Encoding.UTF8.GetString(call.Write(0).Span));
        try
        {
            var reply = await inner.RequestAsync(call, cancellationToken);
            Say("<", reply.Error?.ToString() ?? reply.Result.ToString());
            return reply;
        }
        catch (Exception exception)
        {
            Say("<", exception.Message);
            throw;
        }
    }

    public Task NotifyAsync(RpcCall call, CancellationToken cancellationToken)
    {
        Say(">", Encoding.UTF8.GetString(call.Write(null).Span));
        return inner.NotifyAsync(call, cancellationToken);
    }

    public (string Verdict, string Message) ExplainSilence(string waitedFor, TimeSpan timeout) => inner.ExplainSilence(waitedFor, timeout);

    public void Abort() => inner.Abort();

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Say(string direction, string text)
    {
        var masked = Redaction.MaskText(_secrets.Aggregate(text, (rest, secret) => rest.Replace(secret, Redaction.Mask, StringComparison.Ordinal)));
        var shown = masked.Length > MostShown ? $"{masked[..MostShown]}… ({masked.Length} characters)" : masked;
        logger.LogDebug("{Server} {Direction} {Text}", server, direction, shown);
    }
}
