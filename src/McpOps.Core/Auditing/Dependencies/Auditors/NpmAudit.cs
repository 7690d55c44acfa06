using System.Globalization;
using System.Text.Json;
using McpOps.Auditing.Dependencies.Versions;

namespace McpOps.Auditing.Dependencies.Auditors;

/// <summary>What <c>npm audit --json</c> says (report version 2).</summary>
internal static class NpmAudit
{
    /// <summary>The program, as this system calls it.</summary>
    public static string Program => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>Its arguments: the lock file alone is asked about, no script runs, and an answer from no data is not taken for one.</summary>
    /// <param name="folder">A folder that holds the lock file, and nothing that a stranger may configure npm with.</param>
    /// <param name="timeout">How long a request may take.</param>
    public static IReadOnlyList<string> Arguments(string folder, TimeSpan timeout) =>
    [
        "audit", "--json", "--package-lock-only", "--ignore-scripts", "--offline=false", "--no-fund", "--no-update-notifier", "--fetch-retries=0",
        string.Create(CultureInfo.InvariantCulture, $"--fetch-timeout={Math.Max(1, timeout.TotalMilliseconds):0}"), "--prefix", folder,
    ];

    /// <summary>The advisories of each installed version that they are about. One that fits none of them is about what its range says.</summary>
    public static IEnumerable<Vulnerability> Installed(Vulnerability found, IEnumerable<Dependency> dependencies)
    {
        var fitting = dependencies.Where(one => one.File == found.Dependency.File && one.Ecosystem == Ecosystems.Npm && one.Name == found.Dependency.Name && NpmRange.Includes(found.Dependency.Version, one.Version)).Distinct().ToList();
        return fitting.Count == 0 ? [found] : fitting.Select(one => found with { Dependency = one });
    }

    /// <summary>The advisories, each once; null with a reason when it did not look: an answer without a list of vulnerabilities is none.</summary>
    public static (IReadOnlyList<Vulnerability>? Found, string? Why) Read(string json, string lockFile)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("vulnerabilities", out var packages) || packages.ValueKind is not JsonValueKind.Object)
            {
                return (null, root.TryGetProperty("message", out var message) ? message.ToString() : root.TryGetProperty("error", out var error) ? error.ToString() : "its answer holds no list of vulnerabilities");
            }

            // Texts in "via" are paths to an advisory, and no advisories.
            return ([.. packages.EnumerateObject().SelectMany(package => Advisories(package, lockFile)).DistinctBy(one => (one.Dependency.Name, one.Ids[0]))], null);
        }
        catch (JsonException exception)
        {
            return (null, $"its answer is no JSON: {exception.Message}");
        }
    }

    private static IEnumerable<Vulnerability> Advisories(JsonProperty package, string lockFile)
    {
        foreach (var via in package.Value.TryGetProperty("via", out var list) ? list.EnumerateArray().Where(one => one.ValueKind is JsonValueKind.Object) : [])
        {
            var url = Text(via, "url") ?? "";
            var id = url.Length > 0 ? url[(url.LastIndexOf('/') + 1)..] : via.TryGetProperty("source", out var source) ? source.ToString() : Text(via, "title") ?? "";
            yield return new Vulnerability(new Dependency(Ecosystems.Npm, Text(via, "name") ?? package.Name, Text(via, "range") ?? "", lockFile), [id], Severity(Text(via, "severity")), Text(via, "title") ?? "", Fix(package.Value), "npm audit");
        }
    }

    private static string? Fix(JsonElement package) => package.TryGetProperty("fixAvailable", out var fix) && fix.ValueKind is JsonValueKind.Object ? $"{Text(fix, "name")} {Text(fix, "version")}" : null;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    internal static string Severity(string? word) => word switch { "critical" => AuditSeverity.Critical, "high" => AuditSeverity.High, "moderate" => AuditSeverity.Medium, "low" => AuditSeverity.Low, _ => AuditSeverity.Info };
}
