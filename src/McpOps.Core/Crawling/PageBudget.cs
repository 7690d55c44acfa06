namespace McpOps.Crawling;

/// <summary>
/// How much of the machine all readers together take that share it: bytes of pages that are fetched or held, and pages that are read at a time, of which
/// each keeps a processor busy and its whole tree in memory.
/// </summary>
/// <param name="bytes">Most bytes of pages that are held at a time, 1 or more. A page counts as <see cref="PageOptions.MaxBytes"/> until its size is known.</param>
/// <param name="readings">Most pages that are read at a time, 1 or more.</param>
public sealed class PageBudget(long bytes, int readings) : IDisposable
{
    private readonly SemaphoreSlim _readings = new(readings, readings);
    private readonly object _lock = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource Turn)> _waiting = [];
    private long _free = bytes;

    /// <summary>Bytes that nobody holds.</summary>
    internal long Free
    {
        get
        {
            lock (_lock)
            {
                return _free;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _readings.Dispose();

    /// <summary>Waits until a page of a size may be held; who came first goes first.</summary>
    internal static async ValueTask<Share?> EnterPageAsync(PageBudget? budget, long most, CancellationToken cancellationToken)
    {
        if (budget is null)
        {
            return null;
        }

        var share = new Share(budget, Math.Min(most, budget.Most));
        await budget.WaitAsync(share.Bytes, cancellationToken);
        return share;
    }

    internal static async ValueTask<Place> EnterReadingAsync(PageBudget? budget, CancellationToken cancellationToken)
    {
        if (budget is not null)
        {
            await budget._readings.WaitAsync(cancellationToken);
        }

        return new Place(budget?._readings);
    }

    private long Most { get; } = bytes;

    private async Task WaitAsync(long wanted, CancellationToken cancellationToken)
    {
        LinkedListNode<(long Bytes, TaskCompletionSource Turn)> own;
        lock (_lock)
        {
            if (_waiting.Count == 0 && _free >= wanted)
            {
                _free -= wanted;
                return;
            }

            own = _waiting.AddLast((wanted, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        using var _ = cancellationToken.Register(() => own.Value.Turn.TrySetCanceled(cancellationToken));
        try
        {
            await own.Value.Turn.Task;
        }
        catch (OperationCanceledException)
        {
            // Who waits behind one that has gone may have room.
            Give(0);
            throw;
        }
    }

    private void Give(long more)
    {
        lock (_lock)
        {
            _free += more;
            while (_waiting.First is { } first && (first.Value.Turn.Task.IsCanceled || _free >= first.Value.Bytes))
            {
                _waiting.RemoveFirst();
                _free -= first.Value.Turn.TrySetResult() ? first.Value.Bytes : 0;
            }
        }
    }

    /// <summary>Bytes that are held, and given back.</summary>
    internal sealed class Share(PageBudget of, long bytes) : IDisposable
    {
        /// <summary>How many.</summary>
        public long Bytes { get; private set; } = bytes;

        /// <summary>The size is known by now: the rest is given back.</summary>
        public void Shrink(long to)
        {
            var back = Math.Max(0, Bytes - to);
            Bytes -= back;
            of.Give(back);
        }

        public void Dispose() => Shrink(0);
    }

    /// <summary>A place that is given back.</summary>
    internal readonly struct Place(SemaphoreSlim? of) : IDisposable
    {
        public void Dispose() => of?.Release();
    }
}
