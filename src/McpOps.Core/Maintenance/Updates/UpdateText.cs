using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpOps.Maintenance.Updates;

/// <summary>Reads what package managers say of newer versions. Pure functions; null where the text is none of theirs.</summary>
internal static partial class UpdateText
{
    /// <summary>Lines of <c>apt list --upgradable</c>: <c>curl/stable-security 7.88.1-10+deb12u8 amd64 [upgradable from: 7.88.1-10+deb12u7]</c>.</summary>
    public static IReadOnlyList<PackageUpdate>? Apt(string text) =>
        [.. AptLine().Matches(text).Select(line => new PackageUpdate("apt", line.Groups["name"].Value, line.Groups["old"].Value, line.Groups["new"].Value))];

    /// <summary>The object of <c>npm outdated --json</c>; empty text when nothing is outdated. A package may stand in several places.</summary>
    public static IReadOnlyList<PackageUpdate>? Npm(string text) => Json(text, root => root.ValueKind is not JsonValueKind.Object || (root.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object && error.TryGetProperty("code", out _)) ? null
        : [.. root.EnumerateObject().SelectMany(package => (package.Value.ValueKind is JsonValueKind.Array ? package.Value.EnumerateArray().ToList() : [package.Value]).Select(place => new PackageUpdate("npm", package.Name, Text(place, "current") ?? "not installed", Text(place, "latest") ?? "")))
            .Where(update => update.Newest.Length > 0 && update.Newest != update.Installed)]);

    /// <summary>The list of <c>pip list --outdated --format=json</c>.</summary>
    public static IReadOnlyList<PackageUpdate>? Pip(string text) => Json(text, root => root.ValueKind is not JsonValueKind.Array ? null
        : [.. root.EnumerateArray().Select(package => new PackageUpdate("pip", Text(package, "name") ?? "", Text(package, "version") ?? "", Text(package, "latest_version") ?? "")).Where(update => update.Package.Length > 0)]);

    /// <summary>The object of <c>dotnet list package --outdated --format json</c>.</summary>
    public static IReadOnlyList<PackageUpdate>? Dotnet(string text) => Json(text, root => root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("projects", out var projects) ? null
        : [.. Each(projects).SelectMany(project => Each(Property(project, "frameworks"))).SelectMany(framework => Each(Property(framework, "topLevelPackages")))
            .Select(package => new PackageUpdate("dotnet", Text(package, "id") ?? "", Text(package, "resolvedVersion") ?? "", Text(package, "latestVersion") ?? "")).Where(update => update.Newest.Length > 0).Distinct()]);

    /// <summary>The answer of <c>npm view PACKAGE version</c> against what an inventory names.</summary>
    public static IReadOnlyList<PackageUpdate>? Newer(string package, string installed, string text) => text.Trim() is not { Length: > 0 } newest ? null
        : newest == installed || installed is "latest" ? [] : [new PackageUpdate("npm", package, installed, newest)];

    private static IReadOnlyList<PackageUpdate>? Json(string text, Func<JsonElement, IReadOnlyList<PackageUpdate>?> read)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Property(JsonElement element, string name) => element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static IEnumerable<JsonElement> Each(JsonElement element) => element.ValueKind is JsonValueKind.Array ? element.EnumerateArray() : [];

    private static string? Text(JsonElement element, string name) => Property(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    [GeneratedRegex(@"^(?<name>[^/\s]+)/\S+ (?<new>\S+) \S+ \[upgradable from: (?<old>[^\]]+)\]", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex AptLine();
}
