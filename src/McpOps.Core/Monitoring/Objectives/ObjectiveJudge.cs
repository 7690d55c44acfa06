using System.Globalization;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>From what was counted to how an objective stands.</summary>
internal static class ObjectiveJudge
{
    private const int Digits = 4;
    private static readonly IReadOnlyList<TimeSpan> Windows = [.. Burn.Pairs.SelectMany(pair => new[] { pair.Short, pair.Long }).Distinct().Order()];

    /// <summary>Judges.</summary>
    /// <param name="server">The server.</param>
    /// <param name="target">The objective.</param>
    /// <param name="counts">What was counted.</param>
    public static McpObjective Judge(McpServer server, McpTarget target, ObjectiveCounts counts)
    {
        var known = counts.Good + counts.Bad;
        double? achieved = known == 0 ? null : 100.0 * counts.Good / known;
        var allowed = known * (1 - (target.Target / 100));
        double? left = known == 0 ? null : 100 * (1 - (counts.Bad / allowed));
        var burning = Burn.Fastest(counts.BadSince, counts.Every, target.Target);
        var status = achieved is not { } share ? ObjectiveStatus.Unknown : share < target.Target ? ObjectiveStatus.Missed : burning is null ? ObjectiveStatus.Met : ObjectiveStatus.AtRisk;
        var maintenance = counts.Expected == 0 ? 0 : Math.Min(100, 100.0 * counts.Excluded / counts.Expected);
        var unknown = counts.Expected == 0 ? 0 : 100.0 * Math.Max(0, counts.Expected - (known - counts.Repeated) - counts.Excluded) / counts.Expected;
        return new McpObjective
        {
            Server = server.Name,
            Objective = target.Name,
            Status = status,
            Window = PromText.Duration(counts.To - counts.From),
            Target = target.Target,
            Below = target.Below,
            Above = target.Above,
            Unit = UnitOf(server, target),
            Achieved = Rounded(achieved),
            BudgetLeft = Rounded(left),
            BurnRate = known == 0 ? null : Rounded(Burn.Rate(counts.BadSince(TimeSpan.FromHours(1)), TimeSpan.FromHours(1) / counts.Every, target.Target)),
            Burning = burning?.Severity,
            UnknownShare = Math.Round(unknown, Digits),
            MaintenanceShare = Math.Round(maintenance, Digits),
            Good = counts.Good,
            Bad = counts.Bad,
            Expected = counts.Expected,
            Metric = target.Metric,
            From = counts.From.LocalDateTime,
            To = counts.To.LocalDateTime,
            Message = Sentence(target, UnitOf(server, target) is { } unit ? $" {unit}" : "", achieved, left, burning, unknown, maintenance) + Few(counts, allowed),
            BurnRates = known == 0 ? [] : [.. Windows.Select(window => (PromText.Duration(window), Math.Round(Burn.Rate(counts.BadSince(window), Math.Max(1, window / counts.Every), target.Target), Digits)))],
            Subject = server,
        };
    }

    private static string? UnitOf(McpServer server, McpTarget target) => server.Metrics.FirstOrDefault(source => source.Name == target.Metric)?.Unit ?? MetricUnits.Of(target.Metric);

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, Digits) : null;

    private static string Sentence(McpTarget target, string unit, double? achieved, double? left, Burn? burning, double unknown, double maintenance)
    {
        if (achieved is not { } share)
        {
            return maintenance > 0 ? "All samples of the window are of maintenance, so nobody can say." : "There is no sample in the window, so nobody can say.";
        }

        var what = target.Below is { } below ? $"{target.Metric} was at most {Number(below)}{unit} in" : target.Above is { } above ? $"{target.Metric} was at least {Number(above)}{unit} in" : "It worked in";
        var budget = left >= 0 ? $"{ShareText.Rough(left.Value)} % of the errors that this allows are left" : $"{ShareText.Rough(-left!.Value / 100 + 1)} times the errors that this allows were made";
        var fast = burning is null ? "" : $" They come at {Number(burning.Factor)} times that rate or faster, over {Spans.Text(burning.Long)} and {Spans.Text(burning.Short)}.";
        var gaps = unknown >= 1 ? $" Of {ShareText.Of(unknown)} of the window nothing is known." : "";
        var planned = maintenance > 0 ? $" Maintenance, {ShareText.Of(maintenance)} of the window, is left out." : "";
        return $"{what} {ShareText.Beside(share, target.Target)} of the samples, and is to in {ShareText.Of(target.Target)}: {budget}.{fast}{gaps}{planned}";
    }

    // While the target would allow less than one bad sample, one is more than it allows: that says little of the whole window.
    private static string Few(ObjectiveCounts counts, double allowed) =>
        counts.Bad > 0 && allowed < 1 ? $" There are only {counts.Good + counts.Bad} samples so far, of which the target would not allow a single bad one." : "";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>What was counted over the window of an objective.</summary>
/// <param name="From">The beginning of the window.</param>
/// <param name="To">Its end.</param>
/// <param name="Every">From one sample to the next.</param>
/// <param name="Good">The samples that were good.</param>
/// <param name="Bad">The samples that were bad.</param>
/// <param name="BadSlots">When the bad ones were, in Unix seconds, for at least three days before the end.</param>
internal sealed record ObjectiveCounts(DateTimeOffset From, DateTimeOffset To, TimeSpan Every, long Good, long Bad, IReadOnlyList<long> BadSlots)
{
    /// <summary>The samples that there would be if none was missed.</summary>
    public long Expected => (long)Math.Floor((To - From) / Every);

    /// <summary>The samples that a maintenance window left out.</summary>
    public long Excluded { get; init; }

    /// <summary>The samples that followed another much sooner than they should, and say nothing of a time of their own.</summary>
    public long Repeated { get; init; }

    /// <summary>How many slots were bad within a time before the end.</summary>
    public long BadSince(TimeSpan time) => (_bad ??= new BadSlots(Every, BadSlots)).Count(time, To);

    private BadSlots? _bad;
}
