using System.Text.Json;

namespace McpOps.Auditing.Dependencies.Auditors;

/// <summary>What <c>pip-audit -f json</c> says.</summary>
internal static class PipAudit
{
    public const string Program = "pip-audit";

    /// <summary>Its arguments: only what the file pins is asked about; nothing is resolved, and so nothing installed.</summary>
    public static IReadOnlyList<string> Arguments(string requirements) => ["--format", "json", "--progress-spinner", "off", "--no-deps", "--disable-pip", "-r", requirements];

    /// <summary>The advisories; null with a reason when it did not look. What it skipped is told beside them.</summary>
    public static (IReadOnlyList<Vulnerability>? Found, string? Why) Read(string json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind is not JsonValueKind.Object || !document.RootElement.TryGetProperty("dependencies", out var dependencies) || dependencies.ValueKind is not JsonValueKind.Array)
            {
                return (null, "its answer holds no list of dependencies");
            }

            var skipped = dependencies.EnumerateArray().Where(one => Text(one, "skip_reason") is not null).Select(one => $"{Text(one, "name")}: {Text(one, "skip_reason")}").ToList();
            return ([.. dependencies.EnumerateArray().SelectMany(one => Advisories(one, file))], skipped.Count == 0 ? null : $"it skipped {ServerNames.Of(skipped)}");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, $"its answer is no JSON that it is known for: {exception.Message}");
        }
    }

    private static IEnumerable<Vulnerability> Advisories(JsonElement dependency, string file)
    {
        if (Text(dependency, "name") is not { } name || Text(dependency, "version") is not { } version || !dependency.TryGetProperty("vulns", out var vulns))
        {
            yield break;
        }

        foreach (var one in vulns.EnumerateArray())
        {
            var aliases = Texts(one, "aliases");

            // It gives no severity: Medium, like an advisory that has none.
            yield return new Vulnerability(new Dependency(Ecosystems.PyPI, Ecosystems.Fold(Ecosystems.PyPI, name), version, file), [Text(one, "id") ?? "", .. aliases], AuditSeverity.Medium,
                (Text(one, "description") ?? "").Split('\n')[0], Texts(one, "fix_versions").FirstOrDefault(), "pip-audit");
        }
    }

    private static IReadOnlyList<string> Texts(JsonElement element, string name) => element.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array ? [.. list.EnumerateArray().Select(one => one.ToString())] : [];

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
