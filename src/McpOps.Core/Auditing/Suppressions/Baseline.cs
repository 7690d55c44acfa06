using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpOps.Auditing.Suppressions;

/// <summary>The findings of an earlier run: fingerprints, and enough to name what is gone. Whoever wrote the file: what no audit writes is refused.</summary>
internal static partial class Baseline
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, TypeInfoResolver = AuditForms.Default };

    public static async Task<IReadOnlyDictionary<string, McpFinding>> ReadAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return new Dictionary<string, McpFinding>(StringComparer.Ordinal);
        }

        try
        {
            var text = await NamedInput.ReadAllAsync(path, cancellationToken);
            var found = text.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("["u8)
                ? JsonSerializer.Deserialize(text, Form.Of<List<McpFinding>>())!
                : [.. Encoding.UTF8.GetString(text).Split('\n').Select(line => line.Trim('\r', '\uFEFF')).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize(line, Form.Of<McpFinding>())!)];
            if (found.FindIndex(finding => finding is null || !IsOurs(finding)) is >= 0 and var odd)
            {
                throw new JsonException($"Its finding {odd + 1} is none that an audit writes: the rule, severity, confidence, state or fingerprint.");
            }

            return found.Where(finding => !finding.NotChecked && finding.State != FindingState.Fixed).DistinctBy(finding => finding.Fingerprint).ToDictionary(finding => finding.Fingerprint, StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("BaselineNotReadable", McpErrorCategory.InvalidData, $"The baseline '{path}' cannot be read: {Sentences.Ended(exception.Message)} Write one with 'mcpops audit --output json > {path}'.", path, exception);
        }
    }

    private static bool IsOurs(McpFinding finding) =>
        RuleId().IsMatch(finding.RuleId) && Fingerprint().IsMatch(finding.Fingerprint) && AuditSeverity.All.Contains(finding.Severity)
        && finding.Confidence is AuditConfidence.High or AuditConfidence.Medium or AuditConfidence.Low && finding.State is FindingState.New or FindingState.Known or FindingState.Suppressed or FindingState.Fixed;

    [GeneratedRegex("^[A-Z]{1,16}[0-9]{1,4}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RuleId();

    [GeneratedRegex("^[0-9a-f]{32}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fingerprint();
}
