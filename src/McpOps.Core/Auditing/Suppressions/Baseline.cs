using System.Text;
using System.Text.Json;

namespace McpOps.Auditing.Suppressions;

/// <summary>The findings of an earlier run: fingerprints, and enough to name what is gone. No evidence is taken from it.</summary>
internal static class Baseline
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web);

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
                ? JsonSerializer.Deserialize<List<McpFinding>>(text, Form)!
                : [.. Encoding.UTF8.GetString(text).Split('\n').Select(line => line.Trim('\r', '\uFEFF')).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<McpFinding>(line, Form)!)];
            return found.Where(finding => finding is { NotChecked: false, Fingerprint.Length: > 0 } && finding.State != FindingState.Fixed).DistinctBy(finding => finding.Fingerprint).ToDictionary(finding => finding.Fingerprint, StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("BaselineNotReadable", McpErrorCategory.InvalidData, $"The baseline '{path}' cannot be read: {exception.Message} Write one with 'mcpops audit --output json > {path}'.", path, exception);
        }
    }
}
