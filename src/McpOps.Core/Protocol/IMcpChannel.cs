using McpOps.Protocol.Rpc;

namespace McpOps.Protocol;

/// <summary>A way to speak MCP with one server: requests go out, replies come back. What goes wrong is thrown as <see cref="McpProtocolException"/> or <see cref="Http.HttpRefusal"/>.</summary>
internal interface IMcpChannel : IAsyncDisposable
{
    /// <summary>True when only the legacy era exists on this transport.</summary>
    bool LegacyOnly { get; }

    /// <summary>The process of a stdio server.</summary>
    int? ProcessId { get; }

    /// <summary>Requests and notifications sent so far, without those that end the session.</summary>
    int Requests { get; }

    /// <summary>Whether anything valid came back yet: from then on a fault is one of a server that speaks MCP.</summary>
    bool SpokeMcp { get; }

    /// <summary>Makes a request and waits for its reply.</summary>
    Task<RpcReply> RequestAsync(RpcCall call, CancellationToken cancellationToken);

    /// <summary>Sends a notification.</summary>
    Task NotifyAsync(RpcCall call, CancellationToken cancellationToken);

    /// <summary>What is known when the time-out has run out: the verdict, and what the server did instead of answering.</summary>
    (string Verdict, string Message) ExplainSilence(string waitedFor, TimeSpan timeout);

    /// <summary>From now on there is no patience with the server: when the channel is disposed it goes at once, as after Ctrl-C.</summary>
    void Abort();
}
