namespace McpOps.Monitoring;

/// <summary>What a rule says of the samples up to a moment.</summary>
/// <param name="Result">Good, bad or unknown.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Value">The statistic; null when there was none.</param>
/// <param name="Subject">The figure that decided, where a rule's metric stands for several: <c>disk:/var</c>.</param>
internal readonly record struct RuleReading(ObservedResult Result, string Severity, double? Value, string Subject)
{
    public static readonly RuleReading Unknown = new(ObservedResult.Unknown, AlertSeverity.None, null, "");
}
