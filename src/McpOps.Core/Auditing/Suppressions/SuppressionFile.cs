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
        TypeInfoResolver = AuditForms.Default,
    };

    public IReadOnlyList<Suppression> Suppress { get; init => field = value ?? []; } = [];

    public static async Task<SuppressionFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var text = await Task.Run(() => RegularFile.ReadAllBytes(path), cancellationToken);
            using var document = JsonDocument.Parse(WithoutMark(text), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return SuppressionForm.Problem(document.RootElement) is { } problem ? throw new JsonException(problem) : document.RootElement.Deserialize(Form.Of<SuppressionFile>())!;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new SuppressionFile();
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("SuppressionInvalid", McpErrorCategory.InvalidData,
                $"'{path}' cannot be used: {Sentences.Ended(exception.Message)} Each suppression has a \"rule\", a \"reason\" and a day \"expires\", such as 2027-03-31, a year ahead at most.", path, exception);
        }
    }

    // Editors of Windows write a mark before the text, which the reader of JSON takes for a fault.
    private static ReadOnlyMemory<byte> WithoutMark(byte[] text) => text is [0xEF, 0xBB, 0xBF, ..] ? text.AsMemory(3) : text;
}
