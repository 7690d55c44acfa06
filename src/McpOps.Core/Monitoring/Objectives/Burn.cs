namespace McpOps.Monitoring;

/// <summary>
/// Whether errors come so fast that an objective will not be met: over a long window, so that it matters, and over a short one, so that it goes on
/// (B. Beyer and others, The Site Reliability Workbook, chapter 5, "multiwindow, multi-burn-rate alerts", with its factors for 30 days).
/// </summary>
/// <param name="Severity">How bad it is: <c>critical</c> wakes somebody, <c>warning</c> can wait for the morning.</param>
/// <param name="Long">The long window.</param>
/// <param name="Short">The short window.</param>
/// <param name="Factor">The least burn rate.</param>
internal sealed record Burn(string Severity, TimeSpan Long, TimeSpan Short, double Factor)
{
    // One failed probe of sixty would burn at 16 times where the target is 99.9 %: so few are no burning.
    private const int FewestLong = 3;
    private const int FewestShort = 2;

    /// <summary>The pairs, the fastest first.</summary>
    public static IReadOnlyList<Burn> Pairs { get; } =
    [
        new(AlertSeverity.Critical, TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), 14.4),
        new(AlertSeverity.Critical, TimeSpan.FromHours(6), TimeSpan.FromMinutes(30), 6),
        new(AlertSeverity.Warning, TimeSpan.FromDays(1), TimeSpan.FromHours(2), 3),
        new(AlertSeverity.Warning, TimeSpan.FromDays(3), TimeSpan.FromHours(6), 1),
    ];

    /// <summary>How many times faster than a target allows errors come.</summary>
    /// <param name="bad">The bad samples.</param>
    /// <param name="expected">The samples that there would be if none was missed: with those that there are, one sample after a long silence would count for all of it.</param>
    /// <param name="target">The target in percent.</param>
    public static double Rate(long bad, double expected, double target) => expected <= 0 ? 0 : bad / expected / (1 - (target / 100));

    /// <summary>The longest time that is looked back over.</summary>
    public static TimeSpan Longest => Pairs[^1].Long;

    /// <summary>The longest of the short windows: where nothing was bad within it, nothing burns.</summary>
    public static TimeSpan LongestShort => Pairs[^1].Short;

    /// <summary>The fastest pair that burns; null when none does.</summary>
    /// <param name="badSince">How many slots were bad within a time before the end.</param>
    /// <param name="every">From one sample to the next.</param>
    /// <param name="target">The target in percent.</param>
    public static Burn? Fastest(Func<TimeSpan, long> badSince, TimeSpan every, double target) => Pairs.FirstOrDefault(pair => pair.Holds(badSince, every, target));

    /// <summary>How many samples must be bad at least within its windows. Where a server is looked at every ten minutes, five of them hold one sample at most.</summary>
    /// <param name="every">From one sample to the next.</param>
    public (int Long, int Short) Fewest(TimeSpan every) => (FewestLong, Math.Min(FewestShort, Math.Max(1, (int)(Short / every))));

    private bool Holds(Func<TimeSpan, long> badSince, TimeSpan every, double target)
    {
        var (inLong, inShort) = (badSince(Long), badSince(Short));
        var (fewestLong, fewestShort) = Fewest(every);
        return inLong >= fewestLong && inShort >= fewestShort
            && Rate(inLong, Long / every, target) >= Factor && Rate(inShort, Math.Max(1, Short / every), target) >= Factor;
    }
}
