using System.Reflection;
using System.Runtime.Loader;

namespace McpOps.Loader;

/// <summary>The private load context of the module: its packages never meet those of another module.</summary>
/// <remarks>
/// An assembly that is not in the module's folder is left to the host. One that the host has in the same or a newer version is left to
/// the host too, so that types are shared where they can be. Everything else is loaded privately from the module's folder.
/// </remarks>
public sealed class ModuleContext : AssemblyLoadContext
{
    private readonly string _folder;
    private readonly Dictionary<string, string> _hostFiles;

    private ModuleContext(string folder)
        : base("McpOps", isCollectible: false)
    {
        _folder = folder;
        var trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        _hostFiles = trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .GroupBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Loads the cmdlet assembly, privately; the same context serves when the module is imported again.</summary>
    /// <param name="path">The full path of <c>McpOps.dll</c>.</param>
    public static Assembly Load(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var context = All.OfType<ModuleContext>().FirstOrDefault(existing => existing._folder == folder) ?? new ModuleContext(folder);
        return context.LoadFromAssemblyPath(path);
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(_folder, assemblyName.Name + ".dll");
        if (!File.Exists(path))
        {
            return null;
        }

        var host = assemblyName.Name is { } name && _hostFiles.TryGetValue(name, out var file) ? AssemblyName.GetAssemblyName(file) : null;
        return HostCopy.Serves(AssemblyName.GetAssemblyName(path), host) ? null : LoadFromAssemblyPath(path);
    }
}
