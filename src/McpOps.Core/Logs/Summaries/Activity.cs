namespace McpOps.Logs.Summaries;

/// <summary>Finds when the service was silent for longer than usual, when it started anew, and from both how available it was.</summary>
/// <remarks>
/// A silence is a gap of at least ten minutes that is also more than four times as long as 99 % of the gaps between minutes with entries.
/// Down time is such silences, and the time from a stop to the next start. Times are exact to the second.
/// </remarks>
internal sealed class Activity
{
    private const double UsualShare = 0.99;
    private const double Factor = 4;
    private const byte Never = 255;
    private static readonly long Shortest = TimeSpan.FromMinutes(10).Ticks;

    public Activity(SummaryState state)
    {
        var gaps = Gaps(state);
        var usual = Usual(gaps);
        var silent = gaps.Where(gap => gap.To - gap.From >= Math.Max(Shortest, usual)).ToList();
        Silences = silent.ConvertAll(gap => new McpLogSilence(Moment(gap.From), Moment(gap.To), (gap.To - gap.From) / (double)TimeSpan.TicksPerSecond));
        Restarts = [.. Anew(state).Select(Moment)];
        var unknown = Unknown(state, silent);
        var covered = (state.Last > state.First ? state.Last - state.First : 0) - unknown.Sum(gap => gap.To - gap.From);
        if (covered > 0)
        {
            var lost = silent.Except(unknown).Concat(Stopped(state).Where(stop => !unknown.Exists(gap => stop.From < gap.To && gap.From < stop.To)));
            AvailabilityPercent = Math.Round(100 * (1 - ((double)Length(lost) / covered)), 3);
        }
    }

    public IReadOnlyList<McpLogSilence> Silences { get; }

    public IReadOnlyList<DateTime> Restarts { get; }

    public double? AvailabilityPercent { get; }

    // From the last second of a minute with entries to the first second of the next such minute.
    private static List<Gap> Gaps(SummaryState state)
    {
        var gaps = new List<Gap>();
        var last = 0L;
        int[] keys = [.. state.Stretches.Keys];
        Array.Sort(keys);
        foreach (var key in keys)
        {
            var stats = state.Stretches[key];
            for (var minute = 0; minute < 60; minute++)
            {
                if (stats.FirstSecond[minute] == Never)
                {
                    continue;
                }

                var start = (key * StretchStats.Step) + (minute * TimeSpan.TicksPerMinute);
                var first = start + (stats.FirstSecond[minute] * TimeSpan.TicksPerSecond);
                if (last > 0)
                {
                    gaps.Add(new Gap(last, first));
                }

                last = start + (stats.LastSecond[minute] * TimeSpan.TicksPerSecond);
            }
        }

        return gaps;
    }

    private static long Usual(List<Gap> gaps)
    {
        if (gaps.Count < 3)
        {
            return long.MaxValue;
        }

        var lengths = gaps.ConvertAll(gap => gap.To - gap.From);
        lengths.Sort();
        return (long)(Factor * lengths[(int)(UsualShare * (lengths.Count - 2))]);
    }

    // Files of two eras: between them lies a time of which no log was given. So is a silence of days that is longer than any stretch between such silences.
    private static List<Gap> Unknown(SummaryState state, List<Gap> silent)
    {
        var wide = silent.FindAll(gap => gap.To - gap.From > TimeSpan.TicksPerDay);
        var (longest, from) = (0L, state.First);
        foreach (var gap in wide)
        {
            (longest, from) = (Math.Max(longest, gap.From - from), gap.To);
        }

        longest = Math.Max(longest, state.Last - from);
        return wide.FindAll(gap => gap.To - gap.From > longest);
    }

    // The first start is no restart when nothing was written before it.
    private static IEnumerable<long> Anew(SummaryState state)
    {
        var before = state.First;
        foreach (var start in state.Starts)
        {
            // One start writes several lines; within a minute they are one.
            if (start - before > TimeSpan.TicksPerMinute || (before == state.First && state.Stops.Any(stop => stop <= start && stop >= state.First)))
            {
                yield return start;
            }

            before = start;
        }
    }

    private static IEnumerable<Gap> Stopped(SummaryState state) =>
        state.Stops.Select(stop => new Gap(stop, state.Starts.GetViewBetween(stop, long.MaxValue).Min)).Where(gap => gap.To > gap.From);

    private static long Length(IEnumerable<Gap> intervals)
    {
        long length = 0, reached = 0;
        foreach (var (from, to) in intervals.OrderBy(interval => interval.From))
        {
            var start = Math.Max(from, reached);
            length += Math.Max(0, to - start);
            reached = Math.Max(reached, to);
        }

        return length;
    }

    private static DateTime Moment(long ticks) => new DateTimeOffset(ticks, TimeSpan.Zero).LocalDateTime;

    // In ticks. A class, as in a sample of lines: queries over it are compiled ahead.
    private sealed record Gap(long From, long To);
}
