using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Maintenance.Plans;

/// <summary>A condition on this machine: a fact, a comparison and a number, such as <c>diskUsed &gt; 80</c>.</summary>
/// <param name="Fact">One of <see cref="Facts"/>.</param>
/// <param name="Comparison"><c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c> or <c>&lt;=</c>.</param>
/// <param name="Bound">The number.</param>
internal sealed partial record StepCondition(string Fact, string Comparison, double Bound)
{
    /// <summary>Percent of the fullest disk that the server's files lie on.</summary>
    public const string DiskUsed = "diskUsed";

    /// <summary>Percent of memory that cannot be had.</summary>
    public const string MemoryUsed = "memoryUsed";

    /// <summary>Average of runnable tasks over five minutes, for each processor.</summary>
    public const string Load = "load";

    /// <summary>The facts that there are.</summary>
    public static IReadOnlyList<string> Facts { get; } = [DiskUsed, MemoryUsed, Load];

    /// <summary>Reads a condition as it is written in a plan.</summary>
    /// <param name="text">The condition.</param>
    /// <param name="at">Where it is written, before an error's text.</param>
    /// <exception cref="McpOpsException"><c>PlanConditionInvalid</c>.</exception>
    public static StepCondition Parse(string text, string at = "")
    {
        var match = Form().Match(text);
        return match.Success && Facts.Contains(match.Groups["fact"].Value, StringComparer.Ordinal)
            ? new StepCondition(match.Groups["fact"].Value, match.Groups["op"].Value, double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture))
            : throw new McpOpsException("PlanConditionInvalid", McpErrorCategory.InvalidData,
                $"{at}'{text}' is no condition. Write a fact ({string.Join(", ", Facts)}), one of > >= < <=, and a number, such as 'diskUsed > 80'.", text);
    }

    /// <summary>Whether it holds; null where the machine does not tell the fact.</summary>
    public bool? Holds(double? value) => value is not { } known ? null : Comparison switch
    {
        ">" => known > Bound,
        ">=" => known >= Bound,
        "<" => known < Bound,
        _ => known <= Bound,
    };

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Fact} {Comparison} {Bound}");

    [GeneratedRegex(@"^\s*(?<fact>[A-Za-z]+)\s*(?<op>>=|<=|>|<)\s*(?<number>[0-9]{1,9}(\.[0-9]{1,9})?)\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
