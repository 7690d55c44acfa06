namespace McpOps.Auditing.Tools.Text;

/// <summary>Characters in a text that a person does not see, or not as they are.</summary>
/// <param name="RuleId">The rule of their kind.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Shown">What they are, decoded where they carry a text.</param>
/// <param name="Decoded">The text that they carry; null when they carry none.</param>
internal sealed record HiddenMark(string RuleId, string Severity, string Shown, string? Decoded = null);
