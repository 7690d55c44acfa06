using System.Text.Json;

namespace McpOps.Auditing.Dependencies.Locks;

/// <summary>npm's lock files, versions 1 to 3, and the one that it hides in <c>node_modules</c>.</summary>
internal static class NpmLock
{
    public static IEnumerable<Dependency> Read(JsonElement root, string file)
    {
        if (root.TryGetProperty("packages", out var packages) && packages.ValueKind is JsonValueKind.Object)
        {
            foreach (var package in packages.EnumerateObject())
            {
                // The key is where it lies; what is linked is the project's own.
                var at = package.Name.LastIndexOf("node_modules/", StringComparison.Ordinal);
                if (at >= 0 && !(package.Value.TryGetProperty("link", out var link) && link.ValueKind is JsonValueKind.True) && Text(package.Value, "version") is { } version)
                {
                    yield return new Dependency(Ecosystems.Npm, Text(package.Value, "name") ?? package.Name[(at + "node_modules/".Length)..], version, file);
                }
            }
        }
        else if (root.TryGetProperty("dependencies", out var dependencies))
        {
            foreach (var dependency in Old(dependencies, file, 0))
            {
                yield return dependency;
            }
        }
    }

    private static IEnumerable<Dependency> Old(JsonElement dependencies, string file, int depth)
    {
        if (dependencies.ValueKind is not JsonValueKind.Object || depth > 60)
        {
            yield break;
        }

        foreach (var package in dependencies.EnumerateObject().Where(package => package.Value.ValueKind is JsonValueKind.Object))
        {
            if (Text(package.Value, "version") is { } version)
            {
                yield return new Dependency(Ecosystems.Npm, package.Name, version, file);
            }

            if (package.Value.TryGetProperty("dependencies", out var inner))
            {
                foreach (var nested in Old(inner, file, depth + 1))
                {
                    yield return nested;
                }
            }
        }
    }

    private static string? Text(JsonElement element, string name) => element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
