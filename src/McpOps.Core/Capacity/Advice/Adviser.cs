using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Capacity.Advice;

/// <summary>Turns figures into recommendations, by rules that are data (<c>advice.json</c>).</summary>
internal static partial class Adviser
{
    /// <summary>The recommendations for a result; one that says that all is well when no rule applies.</summary>
    public static IReadOnlyList<McpCapacityAdvice> Advise(McpCapacity result)
    {
        var rules = EmbeddedData.Read<List<AdviceRule>>("advice.json").ToLookup(rule => rule.Scope, StringComparer.Ordinal);
        var advice = rules["capacity"].Where(rule => rule.Applies(Figures.Of(result))).Select(rule => Write(rule, Figures.Of(result)))
            .Concat(result.Resources.SelectMany(resource => First(rules["resource"], resource.Name, Figures.Of(resource, result.Resources))))
            .Concat(result.Forecast.SelectMany(forecast => First(rules["forecast"], forecast.Metric, Figures.Of(forecast))))
            .DistinctBy(one => (one.Id, one.Figure))
            .ToList();
        return advice.Count > 0 ? advice : [new McpCapacityAdvice { Id = "AllIsWell", Figure = Summary(result), Setting = "", Message = "All is well: there is nothing to change." }];
    }

    // Of the rules for one resource or figure only the first speaks: the particular ones stand before the general.
    private static IEnumerable<McpCapacityAdvice> First(IEnumerable<AdviceRule> rules, string name, IReadOnlyDictionary<string, object> figures) =>
        rules.Where(rule => (rule.Match is null || NamePattern.Matches(name, rule.Match)) && rule.Applies(figures)).Take(1).Select(rule => Write(rule, figures));

    private static McpCapacityAdvice Write(AdviceRule rule, IReadOnlyDictionary<string, object> figures) => new()
    {
        Id = rule.Id,
        Figure = Fill(rule.Figure, figures),
        Setting = Fill(rule.Setting, figures),
        Message = Fill(rule.Message, figures),
    };

    private static string Fill(string text, IReadOnlyDictionary<string, object> figures) => Placeholder().Replace(text, match => figures.GetValueOrDefault(match.Groups["name"].Value) switch
    {
        double number => number.ToString(Math.Abs(number) >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture),
        { } value => value.ToString()!,
        null => "?",
    });

    private static string Summary(McpCapacity result) => result.PeakRate is { } rate
        ? FormattableString.Invariant($"{rate:#,0} calls/s, limited by {result.LimitedBy}; {result.Forecast.Count} forecasts cross nothing")
        : FormattableString.Invariant($"{result.Resources.Count} resources below their thresholds; {result.Forecast.Count} forecasts cross nothing");

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}

/// <summary>A rule: what must hold, and what it says.</summary>
internal sealed record AdviceRule(string Id, string Scope, string? Match, IReadOnlyList<AdviceCondition> When, string Figure, string Setting, string Message)
{
    /// <summary>Whether all its conditions hold; a figure that is not known holds for none.</summary>
    public bool Applies(IReadOnlyDictionary<string, object> figures) =>
        When.All(condition => figures.GetValueOrDefault(condition.Figure) is double value && !(value < condition.AtLeast) && !(value >= condition.Below));
}

/// <summary>A figure within bounds.</summary>
internal sealed record AdviceCondition(string Figure, double? AtLeast, double? Below);
