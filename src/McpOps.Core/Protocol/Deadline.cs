namespace McpOps.Protocol;

/// <summary>The time that a conversation may take: in all, or for each request of a lasting one.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource? _all;
    private readonly TimeProvider _time;

    public Deadline(ConnectOptions options, TimeProvider time)
    {
        Timeout = options.Timeout;
        _time = time;
        _all = options.Lasting ? null : new CancellationTokenSource(options.Timeout, time);
    }

    public TimeSpan Timeout { get; }

    /// <summary>The limit of one step: what is left of the whole, or a time-out of its own.</summary>
    public Step Begin(CancellationToken cancellationToken) => new(_all?.Token ?? CancellationToken.None, _all is null ? new CancellationTokenSource(Timeout, _time) : null, cancellationToken);

    public void Dispose() => _all?.Dispose();

    /// <summary>The limit of one step.</summary>
    internal readonly struct Step(CancellationToken all, CancellationTokenSource? own, CancellationToken caller) : IDisposable
    {
        private readonly CancellationTokenSource _linked = CancellationTokenSource.CreateLinkedTokenSource(own?.Token ?? all, caller);

        public CancellationToken Token => _linked.Token;

        public void Dispose()
        {
            _linked.Dispose();
            own?.Dispose();
        }
    }
}
