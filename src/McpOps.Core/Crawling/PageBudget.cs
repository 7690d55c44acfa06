namespace McpOps.Crawling;

/// <summary>
/// How much of the machine all readers together take that share it: pages that are fetched or held at a time, each up to <see cref="PageOptions.MaxBytes"/>, and
/// pages that are read at a time, of which each keeps a processor busy and its whole tree in memory.
/// </summary>
/// <param name="pages">Most pages that are held at a time.</param>
/// <param name="readings">Most pages that are read at a time.</param>
public sealed class PageBudget(int pages, int readings) : IDisposable
{
    private readonly SemaphoreSlim _pages = new(pages, pages);
    private readonly SemaphoreSlim _readings = new(readings, readings);

    /// <inheritdoc/>
    public void Dispose()
    {
        _pages.Dispose();
        _readings.Dispose();
    }

    internal static ValueTask<Place> EnterPageAsync(PageBudget? budget, CancellationToken cancellationToken) => Place.TakeAsync(budget?._pages, cancellationToken);

    internal static ValueTask<Place> EnterReadingAsync(PageBudget? budget, CancellationToken cancellationToken) => Place.TakeAsync(budget?._readings, cancellationToken);

    /// <summary>A place that is given back.</summary>
    internal readonly struct Place(SemaphoreSlim? of) : IDisposable
    {
        public void Dispose() => of?.Release();

        public static async ValueTask<Place> TakeAsync(SemaphoreSlim? of, CancellationToken cancellationToken)
        {
            if (of is not null)
            {
                await of.WaitAsync(cancellationToken);
            }

            return new Place(of);
        }
    }
}
