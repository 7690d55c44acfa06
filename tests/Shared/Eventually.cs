using System.Diagnostics;

namespace McpOps;

/// <summary>Waits for what another thread or process brings about.</summary>
internal static class Eventually
{
    /// <summary>Looks until the condition holds; false when it does not within the time.</summary>
    public static async Task<bool> HoldsAsync(Func<bool> condition, TimeSpan within, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > within)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }

        return true;
    }
}
