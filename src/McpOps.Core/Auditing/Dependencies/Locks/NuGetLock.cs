using System.Text.Json;

namespace McpOps.Auditing.Dependencies.Locks;

/// <summary>NuGet's <c>packages.lock.json</c>, and the <c>*.deps.json</c> beside a built program.</summary>
internal static class NuGetLock
{
    public static IEnumerable<Dependency> Read(JsonElement root, string file)
    {
        if (root.TryGetProperty("libraries", out var libraries) && libraries.ValueKind is JsonValueKind.Object)
        {
            foreach (var library in libraries.EnumerateObject().Where(library => library.Value.TryGetProperty("type", out var type) && type.ValueEquals("package")))
            {
                var slash = library.Name.IndexOf('/', StringComparison.Ordinal);
                if (slash > 0)
                {
                    yield return Of(library.Name[..slash], library.Name[(slash + 1)..], file);
                }
            }
        }
        else if (root.TryGetProperty("dependencies", out var frameworks) && frameworks.ValueKind is JsonValueKind.Object)
        {
            foreach (var package in frameworks.EnumerateObject().Where(framework => framework.Value.ValueKind is JsonValueKind.Object).SelectMany(framework => framework.Value.EnumerateObject()))
            {
                if (package.Value.TryGetProperty("resolved", out var version) && version.ValueKind is JsonValueKind.String)
                {
                    yield return Of(package.Name, version.GetString()!, file);
                }
            }
        }
    }

    private static Dependency Of(string name, string version, string file) => new(Ecosystems.NuGet, Ecosystems.Fold(Ecosystems.NuGet, name), version, file);
}
