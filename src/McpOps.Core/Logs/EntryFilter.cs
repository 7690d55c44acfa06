using System.Text;
using System.Text.RegularExpressions;
using McpOps.Logs.Parsing;
using McpOps.Logs.Summaries;

namespace McpOps.Logs;

/// <summary>Which entries count: by how grave they are, what they say, how long what they tell of took.</summary>
internal sealed class EntryFilter
{
    private readonly LogLevel _least;
    private readonly Regex? _match;
    private readonly double? _leastMs;

    private EntryFilter(LogOptions options)
    {
        _least = options.Level is { } level ? LevelOf(level) : LogLevel.None;
        _match = options.Match is { } match ? Expression(match) : null;
        _leastMs = options.MinDuration is { } duration ? MillisecondsOf(duration) : null;
    }

    /// <summary>The filter; null where every entry counts.</summary>
    /// <exception cref="McpOpsException"><c>InvalidLevel</c>, <c>InvalidMatch</c>, <c>InvalidDuration</c>.</exception>
    public static EntryFilter? Of(LogOptions options) => options is { Level: null, Match: null, MinDuration: null } ? null : new EntryFilter(options);

    /// <summary>Whether an entry counts.</summary>
    public bool Fits(scoped in RawEntry entry, ref LogLine line) =>
        IsGrave(ref line) && (_leastMs is not { } least || Milliseconds(in entry, ref line) >= least) && (_match?.IsMatch(Encoding.UTF8.GetString(entry.Text)) ?? true);

    // An answer of 500 is an error, whatever level it is logged at.
    private bool IsGrave(ref LogLine line) => line.Level >= _least || (_least <= LogLevel.Error && line.HasFacts && line.Facts.IsFailure);

    private static double? Milliseconds(scoped in RawEntry entry, ref LogLine line) =>
        line.HasFacts && line.Facts.DurationMs is { } stated ? stated : MessageDuration.TryFind(entry.Of(line.Message), out var found) ? found : null;

    private static LogLevel LevelOf(string word) => LogLevels.FromWord(Encoding.UTF8.GetBytes(word)) is var level and not LogLevel.None ? level
        : throw new McpOpsException("InvalidLevel", McpErrorCategory.InvalidArgument, $"'{word}' is no level. The levels are TRACE, DEBUG, INFO, NOTICE, WARNING, ERROR and CRITICAL; one means itself and what is graver.");

    private static double MillisecondsOf(string text)
    {
        var trimmed = text.Trim();
        var found = !trimmed.EndsWith("ms", StringComparison.Ordinal) ? TimeLength.TryParse(trimmed)?.TotalMilliseconds
            : double.TryParse(trimmed[..^2], System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds
            : (double?)null;
        return found ?? throw new McpOpsException("InvalidDuration", McpErrorCategory.InvalidArgument, $"'{text}' is no length of time. Write it with its unit: 500ms, 2s, 1m.");
    }

    private static Regex Expression(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new McpOpsException("InvalidMatch", McpErrorCategory.InvalidArgument, $"'{pattern}' is no regular expression that can be used (look-arounds and back references are not): {exception.Message}", pattern, exception);
        }
    }
}
