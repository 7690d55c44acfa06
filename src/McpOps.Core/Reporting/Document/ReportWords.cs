using System.Globalization;
using McpOps.Charts;
using McpOps.Monitoring;

namespace McpOps.Reporting;

/// <summary>Numbers, times and judgements as a reader reads them.</summary>
internal static class ReportWords
{
    public const string Unknown = "unknown";
    private const int LongestText = 200;

    // As long as a time to the minute: what is no longer stays on one line, however narrow the page.
    private const int ShortText = 16;

    public static string Percent(double? value) => value is { } number ? ShareText.Of(number) : Unknown;

    /// <summary>What was wanted: a share, and of what.</summary>
    public static string Wanted(McpObjective objective) => objective switch
    {
        { Below: { } below } => $"{Percent(objective.Target)} at most {Measured(below, objective.Unit)}",
        { Above: { } above } => $"{Percent(objective.Target)} at least {Measured(above, objective.Unit)}",
        _ => Percent(objective.Target),
    };

    /// <summary>What was achieved, so that it is told from what was wanted.</summary>
    public static string Achieved(McpObjective objective) => objective.Achieved is { } share ? ShareText.Beside(share, objective.Target) : Unknown;

    /// <summary>What is left of the errors that an objective allows, or how often they were made.</summary>
    public static string Budget(double? left) => left is not { } percent ? Unknown : percent >= 0 ? $"{ShareText.Rough(percent)} %" : $"spent {ShareText.Rough(1 - (percent / 100))} times";

    public static string Ms(double? value) => value is { } number ? $"{number.ToString(number < 1 ? "0.##" : number < 10 ? "0.#" : "#,0", CultureInfo.InvariantCulture)} ms" : Unknown;

    public static string Down(double? seconds) => seconds switch { null => Unknown, < 120 and var few => $"{Number(few)} s", var many => $"{Number(many.Value / 60)} min" };

    public static string Count(long? value) => value is { } number ? number.ToString("#,0", CultureInfo.InvariantCulture) : Unknown;

    public static string Number(double value) => value.ToString(Math.Abs(value) < 100 ? "0.##" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>A figure beside the same one with its unit: without it, but where that says in what it is counted.</summary>
    public static string Again(double? value, string? unit) => Measured(value, unit is "bytes" or "s" ? unit : null);

    /// <summary>A figure with its unit: bytes and seconds in what a person counts in.</summary>
    public static string Measured(double? value, string? unit) => (value, unit) switch
    {
        (null, _) => Unknown,
        ({ } bytes, "bytes") => bytes >= 1 << 30 ? $"{Number(bytes / (1 << 30))} GiB" : bytes >= 1 << 20 ? $"{Number(bytes / (1 << 20))} MiB" : $"{Number(bytes)} bytes",
        ({ } seconds, "s") => seconds >= 2 * 86_400 ? $"{Number(seconds / 86_400)} days" : seconds >= 7_200 ? $"{Number(seconds / 3_600)} h" : $"{Number(seconds)} s",
        (_, "ms") => Ms(value),
        (_, "%") => Percent(value),
        ({ } number, null) => Number(number),
        ({ } number, _) => $"{Number(number)} {unit}",
    };

    public static string Time(DateTime? time) => time is { } at ? at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "never";

    public static string Stretch(McpReportStretch stretch, bool days) => stretch.From.ToString(days ? "MM-dd" : "MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Cut(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText - 1), "…");

    /// <summary>What nothing is known of is unknown, and never good.</summary>
    public static ChartTone Availability(double? percent) => percent switch { null => ChartTone.Unknown, >= 100 => ChartTone.Good, >= 99 => ChartTone.Warning, _ => ChartTone.Bad };

    public static ChartTone Severity(string severity) => severity switch { AlertSeverity.Critical => ChartTone.Bad, AlertSeverity.Warning => ChartTone.Warning, _ => ChartTone.Plain };

    public static ChartTone Status(McpReport report) => report.Status switch
    {
        ReportStatus.Good => ChartTone.Good,
        ReportStatus.Attention => report.Actions.Any(action => action.Severity is AlertSeverity.Critical) ? ChartTone.Bad : ChartTone.Warning,
        _ => ChartTone.Unknown,
    };

    /// <summary>Word and colour of an objective.</summary>
    public static ReportCell Objective(string status) => status switch
    {
        ObjectiveStatus.Met => new ReportCell("PASS", ChartTone.Good),
        ObjectiveStatus.AtRisk => new ReportCell("PASS, at risk", ChartTone.Warning),
        ObjectiveStatus.Missed => new ReportCell("FAIL", ChartTone.Bad),
        _ => new ReportCell("UNKNOWN", ChartTone.Unknown),
    };

    /// <summary>A mark beside a word, so that nothing hangs on its colour alone.</summary>
    public static string Mark(ChartTone tone) => tone switch { ChartTone.Good => "✓ ", ChartTone.Warning => "▲ ", ChartTone.Bad => "✕ ", ChartTone.Unknown => "? ", _ => "" };

    /// <summary>Whether a text is to stay on one line.</summary>
    public static bool IsShort(string text) => text.Length <= ShortText;

    /// <summary>Whether a text has a word that may be broken anywhere, for a narrow page has no room for it.</summary>
    public static bool HasLongWord(string text) => text.Split(' ').Any(word => word.Length > ShortText);
}
