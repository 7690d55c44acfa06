using System.Text.Json;
using System.Text.Json.Serialization;
using McpOps.Capacity.Forecasting;

namespace McpOps.Capacity.Advice;

/// <summary>The thresholds of figures in a history: those that ship come from the guides' tuning rules, as data.</summary>
internal static class ThresholdRules
{
    private const string Percent = "%";

    /// <summary>The thresholds of a figure; none where no rule names it.</summary>
    /// <param name="series">The figure: percentages that are written as shares (0 to 1) have their thresholds as shares.</param>
    /// <param name="own">The user's, which win.</param>
    public static IReadOnlyList<(double Value, bool Below)> For(MetricSeries series, IReadOnlyDictionary<string, double> own)
    {
        var rule = Load().FirstOrDefault(rule => NamePattern.Matches(series.Name, rule.Metric));
        if (own.Where(pair => NamePattern.Matches(series.Name, pair.Key)).Select(pair => (double?)pair.Value).FirstOrDefault() is { } wanted)
        {
            return [(wanted, rule?.Below ?? false)];
        }

        var scale = rule?.Unit == Percent && series.Points.Count > 0 && series.Points.Max(point => point.Value) <= 1 ? 0.01 : 1;
        return rule is null ? [] : [.. rule.Values.Select(value => (value * scale, rule.Below))];
    }

    private static List<ThresholdRule> Load() => EmbeddedData.Read<List<ThresholdRule>>("thresholds.json");

    internal sealed record ThresholdRule(string Metric, double[] Values, string? Unit, bool Below, string? Source);
}

/// <summary>Names with the wildcard <c>*</c>.</summary>
internal static class NamePattern
{
    /// <summary>Whether a name fits a pattern; case does not count.</summary>
    public static bool Matches(string name, string pattern) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name);
}

/// <summary>Data that ships inside the assembly.</summary>
internal static class EmbeddedData
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web) { TypeInfoResolver = CapacityData.Default };

    /// <summary>Reads a file of this room.</summary>
    public static T Read<T>(string name)
    {
        using var stream = typeof(EmbeddedData).Assembly.GetManifestResourceStream($"McpOps.Capacity.{name}")!;
        return JsonSerializer.Deserialize(stream, Reading.Of<T>())!;
    }
}

/// <summary>How the data of this room is read.</summary>
[JsonSerializable(typeof(List<AdviceRule>))]
[JsonSerializable(typeof(List<ThresholdRules.ThresholdRule>))]
internal sealed partial class CapacityData : JsonSerializerContext;
