using System.Text.Json;

namespace McpOps.Auditing.Dependencies.Auditors;

/// <summary>What <c>dotnet list package --vulnerable --format json</c> says (version 1).</summary>
internal static class DotnetAudit
{
    public const string Program = "dotnet";

    private static readonly string[] Projects = ["*.sln", "*.slnx", "*.csproj", "*.fsproj", "*.vbproj"];

    /// <summary>The solution or project in a folder; null when there is none, or several and no solution.</summary>
    public static string? ProjectIn(string folder) => Projects.Select(pattern => Directory.GetFiles(folder, pattern)).FirstOrDefault(found => found.Length > 0) is [var only] ? only : null;

    public static IReadOnlyList<string> Arguments(string project) => ["list", project, "package", "--vulnerable", "--include-transitive", "--format", "json"];

    /// <summary>The advisories; null with a reason when it did not look. It ends with 0 whatever it found, and finds nothing where no source knows of vulnerabilities.</summary>
    public static (IReadOnlyList<Vulnerability>? Found, string? Why) Read(string json, string project)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("projects", out var projects) || projects.ValueKind is not JsonValueKind.Array)
            {
                return (null, "its answer holds no list of projects");
            }

            var errors = root.TryGetProperty("problems", out var problems) && problems.ValueKind is JsonValueKind.Array ? problems.EnumerateArray().Where(one => Text(one, "level") is "error").Select(one => Text(one, "text") ?? "").ToList() : [];
            var asked = root.TryGetProperty("sources", out var sources) && sources.ValueKind is JsonValueKind.Array && sources.EnumerateArray().Any(source => source.ToString().StartsWith("http", StringComparison.OrdinalIgnoreCase));
            return errors.Count > 0 ? (null, errors[0])
                : !asked ? (null, "none of its sources is a server, so none knows of vulnerabilities")
                : ([.. projects.EnumerateArray().SelectMany(one => Packages(one)).SelectMany(package => Advisories(package, project)).DistinctBy(one => (one.Dependency, one.Ids[0]))], null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, $"its answer is no JSON that it is known for: {exception.Message}");
        }
    }

    private static IEnumerable<JsonElement> Packages(JsonElement project) => Items(project, "frameworks").SelectMany(framework => Items(framework, "topLevelPackages").Concat(Items(framework, "transitivePackages")));

    private static IEnumerable<Vulnerability> Advisories(JsonElement package, string project)
    {
        foreach (var one in Items(package, "vulnerabilities"))
        {
            var url = Text(one, "advisoryurl") ?? Text(one, "advisoryUrl") ?? "";
            yield return new Vulnerability(new Dependency(Ecosystems.NuGet, Ecosystems.Fold(Ecosystems.NuGet, Text(package, "id") ?? ""), Text(package, "resolvedVersion") ?? "", project), [url[(url.LastIndexOf('/') + 1)..]],
                NpmAudit.Severity(Text(one, "severity")?.ToLowerInvariant()), url, Fixed: null, "dotnet list package");
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) => element.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array ? list.EnumerateArray() : [];

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
