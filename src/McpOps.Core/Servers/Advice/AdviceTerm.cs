using System.Globalization;

namespace McpOps.Servers;

/// <summary>One thing that a rule of advice asks: a number, a fact, or a statistic of a figure over the time until now.</summary>
/// <param name="Text">As it was written.</param>
internal sealed record AdviceTerm(string Text)
{
    /// <summary>The setting's own value.</summary>
    public const string Value = "value";

    /// <summary>Processors that this process may use.</summary>
    public const string Cores = "cores";

    /// <summary>Memory of the host, or of the container, in mebibytes.</summary>
    public const string MemoryMb = "memoryMb";

    /// <summary>The facts that there are; the last three are those of a step's <c>when</c>.</summary>
    public static IReadOnlyList<string> Facts { get; } = [Value, Cores, MemoryMb, "diskUsed", "memoryUsed", "load"];

    /// <summary>The number; null for what is asked.</summary>
    public double? Number { get; init; }

    /// <summary>The figure; null for a number and a fact.</summary>
    public string? Metric { get; init; }

    /// <summary>One of <see cref="McpRule.Statistics"/>.</summary>
    public string Statistic { get; init; } = "";

    /// <summary>Over which time.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>Whether it is the setting's own value.</summary>
    public bool IsValue => Number is null && Metric is null && Text is Value;

    /// <summary>A number for people and files: whole where it is whole.</summary>
    public static string Write(double number) => Math.Round(number, 4).ToString("0.####", CultureInfo.InvariantCulture);
}
