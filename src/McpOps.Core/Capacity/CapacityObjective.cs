using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Capacity;

/// <summary>What must hold under load, such as <c>p99 &lt; 500ms, errors &lt; 1%</c>.</summary>
public sealed partial record CapacityObjective
{
    private CapacityObjective(IReadOnlyList<CapacityCondition> conditions) => Conditions = conditions;

    /// <summary>The conditions; all must hold.</summary>
    public IReadOnlyList<CapacityCondition> Conditions { get; }

    /// <summary>Reads an objective.</summary>
    /// <param name="text">
    /// Conditions, separated by commas, semicolons or <c>and</c>: a figure (<c>p50</c> to <c>p99.9</c>, <c>mean</c>, <c>max</c>, <c>errors</c>),
    /// <c>&lt;</c> or <c>&lt;=</c>, and a limit (<c>ms</c>, <c>s</c> or <c>us</c>, milliseconds where there is no unit; for errors <c>%</c>, or a share
    /// between 0 and 1 without a unit).
    /// </param>
    /// <exception cref="McpOpsException"><c>InvalidObjective</c>.</exception>
    public static CapacityObjective Parse(string text)
    {
        var parts = Separator().Split(text ?? "").Where(part => !string.IsNullOrWhiteSpace(part)).ToList();
        return parts.Count == 0
            ? throw Invalid(text, "it names no condition")
            : new CapacityObjective([.. parts.Select(part => ParseCondition(text!, part))]);
    }

    /// <summary>The conditions that a step does not meet; empty when it meets all.</summary>
    /// <param name="step">The step.</param>
    public IReadOnlyList<string> Violations(McpCapacityStep step) =>
        [.. Conditions.Where(condition => !condition.Holds(step)).Select(condition => condition.Explain(step))];

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Conditions);

    private static CapacityCondition ParseCondition(string text, string part)
    {
        var match = Condition().Match(part);
        if (!match.Success)
        {
            throw Invalid(text, $"'{part.Trim()}' is not a condition");
        }

        var figure = match.Groups["figure"].Value.ToLowerInvariant();
        var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
        var unit = match.Groups["unit"].Value.ToLowerInvariant();
        var limit = (figure, unit) switch
        {
            ("errors", "%") => value,
            ("errors", "") => value * 100,
            ("errors", _) => throw Invalid(text, "errors are a percentage"),
            (_, "%") => throw Invalid(text, $"{figure} is a time, not a percentage"),
            (_, "s") => value * 1000,
            (_, "us" or "µs") => value / 1000,
            _ => value,
        };
        return new CapacityCondition(figure, match.Groups["sign"].Value == "<", limit);
    }

    private static McpOpsException Invalid(string? text, string why) => new(
        "InvalidObjective", McpErrorCategory.InvalidArgument,
        $"The objective '{text}' cannot be read: {why}. Write it as 'p99 < 500ms, errors < 1%' with p50, p90, p95, p99, p99.9, mean, max or errors.", text);

    [GeneratedRegex(@"[,;]|\band\b|&&", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separator();

    [GeneratedRegex(
        @"^\s*(?<figure>p(?:50|90|95|99|99\.9)|mean|max|errors)\s*(?<sign><=?)\s*(?<value>\d+(?:\.\d+)?)\s*(?<unit>ms|s|us|µs|%|)\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Condition();
}

/// <summary>One condition of an objective.</summary>
/// <param name="Figure"><c>p50</c>, <c>p90</c>, <c>p95</c>, <c>p99</c>, <c>p99.9</c>, <c>mean</c>, <c>max</c> (milliseconds) or <c>errors</c> (percent).</param>
/// <param name="Strict">True for <c>&lt;</c>, false for <c>&lt;=</c>.</param>
/// <param name="Limit">The limit in the figure's unit.</param>
public sealed record CapacityCondition(string Figure, bool Strict, double Limit)
{
    /// <summary>Whether a step meets it.</summary>
    /// <param name="step">The step.</param>
    public bool Holds(McpCapacityStep step) => Strict ? Value(step) < Limit : Value(step) <= Limit;

    /// <summary>What was measured against the limit.</summary>
    /// <param name="step">The step.</param>
    public string Explain(McpCapacityStep step) => string.Create(CultureInfo.InvariantCulture, $"{Figure} was {Value(step):0.##}{Unit}, the objective is {this}");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Figure} {(Strict ? "<" : "<=")} {Limit:0.###}{Unit}");

    private string Unit => Figure == "errors" ? "%" : "ms";

    // A call that was due and could not even be sent is a failure for whoever waited for it.
    // Nothing that was answered is no answer in time.
    private double Value(McpCapacityStep step) => Figure switch
    {
        not "errors" when step.Calls == 0 => double.PositiveInfinity,
        "p50" => step.P50Ms,
        "p90" => step.P90Ms,
        "p95" => step.P95Ms,
        "p99" => step.P99Ms,
        "p99.9" => step.P999Ms,
        "mean" => step.MeanMs,
        "max" => step.MaxMs,
        _ => step.Calls + step.Dropped == 0 ? 100 : 100.0 * (step.Errors + step.Dropped) / (step.Calls + step.Dropped),
    };
}
