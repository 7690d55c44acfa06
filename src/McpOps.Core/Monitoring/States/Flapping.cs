using System.Numerics;

namespace McpOps.Monitoring;

/// <summary>
/// How much results change, as Nagios measures it: the transitions among the last 21 results, weighted from 0.75 (oldest) to 1.25 (newest), in percent of 20.
/// Over raw results, so that a crash loop that never reaches the count is seen.
/// </summary>
internal static class Flapping
{
    public const int MostResults = 21;
    public const double StartPercent = 30;
    public const double EndPercent = 20;
    public const int FewestTransitions = 6;
    private const int Window = (1 << MostResults) - 1;

    /// <summary>The results with one more.</summary>
    public static (int Bits, int Results) Add(int bits, int results, bool bad) => (((bits << 1) | (bad ? 1 : 0)) & Window, Math.Min(MostResults, results + 1));

    /// <summary>Whether it flaps now, given whether it did.</summary>
    public static bool Is(int bits, int results, bool before)
    {
        var (percent, transitions) = Measure(bits, results);
        return before ? percent >= EndPercent : percent >= StartPercent && transitions >= FewestTransitions;
    }

    /// <summary>The weighted transitions in percent, and how many there are.</summary>
    public static (double Percent, int Transitions) Measure(int bits, int results)
    {
        var changes = (bits ^ (bits >> 1)) & ((1 << Math.Max(0, results - 1)) - 1);
        var sum = 0.0;
        for (var rest = changes; rest != 0; rest &= rest - 1)
        {
            // Bit 0 is the newest transition: 1.25; bit 19 the oldest: 0.75.
            sum += 1.25 - (0.5 * BitOperations.TrailingZeroCount(rest) / (MostResults - 2));
        }

        return (100 * sum / (MostResults - 1), BitOperations.PopCount((uint)changes));
    }
}
