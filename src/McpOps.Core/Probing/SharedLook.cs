namespace McpOps.Probing;

/// <summary>A look at the machine that several probes share while it is fresh. What was seen before a service came back says nothing of it now.</summary>
/// <param name="time">The clock.</param>
/// <param name="look">Looks.</param>
/// <typeparam name="T">What is seen.</typeparam>
internal sealed class SharedLook<T>(TimeProvider time, Func<Task<T>> look)
{
    /// <summary>For how long one look serves: as long as probes that begin together take to come to it.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private Task<T>? _seen;
    private long _began;

    /// <summary>What is seen; one look at a time, so that one that hangs has no followers.</summary>
    public Task<T> GetAsync()
    {
        lock (_gate)
        {
            if (_seen is null || (_seen.IsCompleted && time.GetElapsedTime(_began) > Fresh))
            {
                (_began, _seen) = (time.GetTimestamp(), look());
            }

            return _seen;
        }
    }
}
