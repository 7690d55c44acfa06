using System.Reflection;
using System.Runtime.Loader;

namespace McpOps.Loader;

/// <summary>The private load context of the module: our packages never meet those of another module.</summary>
public sealed class ModuleContext : AssemblyLoadContext
{
    private readonly string _folder;

    private ModuleContext(string folder)
        : base("McpOps", isCollectible: false) => _folder = folder;

    /// <summary>Loads the cmdlet assembly into a private context.</summary>
    /// <param name="path">The full path of <c>McpOps.dll</c>.</param>
    public static Assembly Load(string path) => new ModuleContext(Path.GetDirectoryName(path)!).LoadFromAssemblyPath(path);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
