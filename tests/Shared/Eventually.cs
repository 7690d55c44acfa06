using System.Diagnostics;

namespace McpOps;

/// <summary>Waits for what another thread or process brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Looks until the condition holds; false when it does not within the time.</summary>
    public static async Task<bool> HoldsAsync(Func<bool> condition, TimeSpan within, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        for (var looked = TimeSpan.Zero; !condition(); looked = watch.Elapsed)
        {
            if (watch.Elapsed > within)
            {
                return false;
            }

            // Whoever looks long waits as long: what looks must not take the processors from what it looks for.
            var rest = watch.Elapsed - looked;
            await Task.Delay(rest > Pause ? rest : Pause, cancellationToken);
        }

        return true;
    }
}
