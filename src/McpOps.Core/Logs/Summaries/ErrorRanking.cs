using System.Text;
using McpOps.Logs.Templates;

namespace McpOps.Logs.Summaries;

/// <summary>Groups errors into templates and ranks them.</summary>
/// <param name="state">The counts.</param>
/// <param name="options">How many are listed, and the zone.</param>
internal sealed class ErrorRanking(SummaryState state, LogOptions options)
{
    private const int MaxLearned = 5000;
    private readonly MessageMask _mask = new();

    /// <summary>The most frequent.</summary>
    public List<McpLogError> Top()
    {
        var ranked = Grouped().OrderByDescending(error => error.Stats.Count).ThenBy(error => error.Stats.Key, StringComparer.Ordinal).ThenBy(error => error.Stats.Type, StringComparer.Ordinal).Take(options.Top);
        var all = state.Errors.Values.Sum(error => error.Count);
        var unit = state.Last - state.First >= 2 * TimeSpan.TicksPerDay ? TimeSpan.TicksPerDay : TimeSpan.TicksPerHour;
        return [.. ranked.Select(error => Record(error.Stats, error.Learned, all, unit))];
    }

    private List<(ErrorStats Stats, string Learned)> Grouped()
    {
        // The rare ones of very many stay as they are: learning is for what repeats.
        var errors = state.Errors.Values.OrderByDescending(error => error.Count).ThenBy(error => error.Key, StringComparer.Ordinal).ToList();
        var keys = errors.Take(MaxLearned).Select(error => error.Key).Distinct(StringComparer.Ordinal).ToList();
        var learned = keys.Zip(TemplateLearner.Learn(keys)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return
        [
            .. errors.GroupBy(error => (Learned: learned.GetValueOrDefault(error.Key, error.Key), error.Type)).Select(group => (Merge(group.Key.Learned, group.Key.Type, group), group.Key.Learned)),
        ];
    }

    private static ErrorStats Merge(string key, string type, IEnumerable<ErrorStats> errors)
    {
        var merged = new ErrorStats { Key = key, Type = type };
        foreach (var error in errors)
        {
            merged.Merge(error);
        }

        return merged;
    }

    private McpLogError Record(ErrorStats error, string learned, long all, long unit)
    {
        var (recent, previous, before) = Periods(error, unit);
        return new McpLogError
        {
            Template = Text(error, learned),
            ErrorType = error.Type.Length > 0 ? error.Type : null,
            Count = error.Count,
            SharePercent = SummaryWriter.Percent(error.Count, all) ?? 0,
            First = Moment(error.First),
            Last = Moment(error.Last),
            Recent = recent,
            Previous = previous,
            TrendPercent = previous == 0 ? null : Math.Round(100.0 * (recent - previous) / previous, 1),
            IsNew = recent > 0 && before == 0 && state.Last - state.First >= 2 * unit,
            Path = error.Sample?.Place.Path,
            Line = error.Sample?.Place.Line,
            Sample = error.Sample?.Shown,
        };
    }

    // The last day (or hour) that the log covers, the one before, and all before the last.
    private (long Recent, long Previous, long Before) Periods(ErrorStats error, long unit)
    {
        var last = state.Last - (state.Last % TimeSpan.TicksPerHour) + TimeSpan.TicksPerHour - unit;
        long recent = 0, previous = 0, before = 0;
        foreach (var (hour, count) in error.Hours)
        {
            var ticks = hour * TimeSpan.TicksPerHour;
            recent += ticks >= last ? count : 0;
            before += ticks < last ? count : 0;
            previous += ticks < last && ticks >= last - unit ? count : 0;
        }

        return (recent, previous, before);
    }

    private string Text(ErrorStats error, string learned)
    {
        var words = learned.Split(' ');
        if (error.Sample is { } sample)
        {
            var message = Encoding.UTF8.GetBytes(sample.Message);
            _mask.Read(message);
            if (_mask.Count == words.Length)
            {
                return LogRedaction.Mask(TemplateText.Render(message, _mask.Tokens, words, keepHosts: error.Host is { Length: > 0 }));
            }
        }

        return LogRedaction.Mask(learned.Replace(((char)MessageMask.Value).ToString(), TemplateText.Value, StringComparison.Ordinal));
    }

    private DateTimeOffset? Moment(long ticks) =>
        ticks is long.MaxValue or long.MinValue ? null : TimeZoneInfo.ConvertTime(new DateTimeOffset(ticks, TimeSpan.Zero), options.TimeZone);
}
