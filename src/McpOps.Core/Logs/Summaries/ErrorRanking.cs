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
    private readonly Dictionary<string, MaskedWords> _learned = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Statement, string Type), long> _before = [];
    private byte[] _key = new byte[512];

    /// <summary>The most frequent.</summary>
    public List<McpLogError> Top()
    {
        var ranked = Grouped().OrderByDescending(error => error.Count).ThenBy(error => error.Key, StringComparer.Ordinal).ThenBy(error => error.Type, StringComparer.Ordinal).Take(options.Top);
        var all = state.Errors.Values.Sum(error => error.Count);
        return [.. ranked.Select(error => Record(error, all))];
    }

    private List<ErrorStats> Grouped()
    {
        // The rare ones of very many stay as they are: learning is for what repeats.
        var errors = state.Errors.Values.OrderByDescending(error => error.Count).ThenBy(error => error.Key, StringComparer.Ordinal).ToList();
        var known = state.Previous?.Errors;
        var before = known is null ? [] : known.Keys.OrderByDescending(key => known[key]).ThenBy(key => key, StringComparer.Ordinal).ToList();
        var keys = errors.Take(MaxLearned).Select(error => error.Key).Concat(before.Take(MaxLearned).Select(ErrorCounter.MessageOf)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var (key, learned) in keys.Zip(TemplateLearner.Learn(keys)))
        {
            _learned[key] = learned;
        }

        foreach (var key in before)
        {
            var statement = (Words(ErrorCounter.MessageOf(key)).ToString(), ErrorCounter.TypeOf(key));
            _before[statement] = _before.GetValueOrDefault(statement) + known![key];
        }

        return
        [
            .. errors.GroupBy(error => (Statement: Words(error.Key).ToString(), error.Type)).Select(group => Merge(group.Key.Statement, group.Key.Type, group)),
        ];
    }

    private MaskedWords Words(string key) => _learned.GetValueOrDefault(key) ?? new MaskedWords(key);

    private static ErrorStats Merge(string key, string type, IEnumerable<ErrorStats> errors)
    {
        var merged = new ErrorStats { Key = key, Type = type };
        foreach (var error in errors)
        {
            merged.Merge(error);
        }

        return merged;
    }

    private McpLogError Record(ErrorStats error, long all)
    {
        var trend = ErrorTrend.Of(error, state.First, state.Last, Before, _before.GetValueOrDefault((error.Key, error.Type)));
        return new McpLogError
        {
            Template = Text(error),
            ErrorType = error.Type.Length > 0 ? error.Type : null,
            Count = error.Count,
            SharePercent = SummaryWriter.Percent(error.Count, all) ?? 0,
            First = Moment(error.First),
            Last = Moment(error.Last),
            Recent = trend.Recent,
            Previous = trend.Previous,
            TrendPercent = trend.Percent,
            IsNew = trend.IsNew,
            Path = error.Sample?.Place.Path,
            Line = error.Sample?.Place.Line,
            Offset = error.Sample?.Place.Offset,
            Sample = error.Sample?.Shown,
        };
    }

    // A period was chosen, and the logs reach back so far into the one before it.
    private TimeSpan? Before => state.Previous is { Entries: > 0 } before && state.First > before.From ? TimeSpan.FromTicks(state.First - before.From) : null;

    private string Text(ErrorStats error)
    {
        if (error.Sample is not { } sample)
        {
            return LogRedaction.Mask(error.Key.Replace(MaskedWords.Value, TemplateText.Value, StringComparison.Ordinal));
        }

        // Masked first: a state that was saved has no other text, and must give the same.
        var message = Encoding.UTF8.GetBytes(LogRedaction.Mask(sample.Message));
        _mask.Read(message);
        var length = _mask.WriteKey(message, ref _key, withHosts: false);
        var words = Words(Encoding.UTF8.GetString(_key.AsSpan(0, length)));
        return TemplateText.Render(message, _mask.Tokens, words.ByToken(), keepHosts: error.Host is { Length: > 0 });
    }

    private static DateTime? Moment(long ticks) =>
        ticks is long.MaxValue or long.MinValue ? null : new DateTimeOffset(ticks, TimeSpan.Zero).LocalDateTime;
}
