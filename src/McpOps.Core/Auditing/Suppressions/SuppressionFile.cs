using System.Text.Json;

namespace McpOps.Auditing.Suppressions;

/// <summary>A finding that somebody accepted: with a reason, and not for ever.</summary>
public sealed record Suppression
{
    /// <summary>The rule, such as <c>PERM001</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>The server; any when null.</summary>
    public string? Server { get; init; }

    /// <summary>The target, as the finding names it; any when null.</summary>
    public string? Target { get; init; }

    /// <summary>The fingerprint; any when null.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The day after which the finding is back; a year ahead at most.</summary>
    public required DateOnly Expires { get; init; }

    /// <summary>Who.</summary>
    public string? By { get; init; }

    internal bool Fits(McpFinding finding) => finding.RuleId == Rule && (Server is null || Server == finding.Server) && (Target is null || Target == finding.Target) && (Fingerprint is null || Fingerprint == finding.Fingerprint);
}

/// <summary>The file <c>mcpops-audit.json</c>: <c>{ "suppress": [ … ] }</c>.</summary>
internal sealed record SuppressionFile
{
    public const string FileName = "mcpops-audit.json";

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public IReadOnlyList<Suppression> Suppress { get; init; } = [];

    public static async Task<SuppressionFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var read = JsonSerializer.Deserialize<SuppressionFile>(await Task.Run(() => RegularFile.ReadAllBytes(path), cancellationToken), Form) ?? new SuppressionFile();
            var bad = (read.Suppress ?? throw new JsonException("\"suppress\" is null.")).FirstOrDefault(one => one is null ? throw new JsonException("A suppression is null.") : string.IsNullOrWhiteSpace(one.Reason) || !AuditRules.All.Any(rule => rule.Id == one.Rule));
            return bad is null ? read : throw new JsonException($"the suppression of '{bad.Rule}' {(string.IsNullOrWhiteSpace(bad.Reason) ? "gives no reason" : "names no rule")}.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new SuppressionFile();
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("SuppressionInvalid", McpErrorCategory.InvalidData,
                $"'{path}' cannot be used: {Sentences.Ended(exception.Message)} Each suppression has a \"rule\", a \"reason\" and a day \"expires\", such as 2027-03-31.", path, exception);
        }
    }
}
