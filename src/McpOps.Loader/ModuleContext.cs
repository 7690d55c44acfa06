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
    private readonly string? _compiled;
    private readonly Dictionary<string, string> _hostFiles;

    private ModuleContext(string folder)
        : base("McpOps", isCollectible: false)
    {
        _folder = folder;
        _compiled = PlatformFolder.Find(folder);
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
        return context.LoadFromAssemblyPath(context.Find(Path.GetFileName(path)) ?? path);
    }

    /// <summary>Makes a module export the cmdlets of another one that it imported.</summary>
    /// <remarks>Without this a second import, or <c>-Force</c>, leaves the module without cmdlets (PowerShell issue 20710).</remarks>
    /// <param name="from">The <c>PSModuleInfo</c> of the cmdlet assembly.</param>
    /// <param name="to">The <c>PSModuleInfo</c> that exports them.</param>
    public static void Export(object from, object to)
    {
        var (source, target) = (Bare(from), Bare(to));
        var type = target.GetType();
        var export = type.GetMethod("AddExportedCmdlet", BindingFlags.Instance | BindingFlags.NonPublic)!;
        foreach (var cmdlet in ((System.Collections.IDictionary)type.GetProperty("ExportedCmdlets")!.GetValue(source)!).Values)
        {
            export.Invoke(target, [cmdlet]);
        }
    }

    // What comes out of a pipeline is wrapped in a PSObject.
    private static object Bare(object value) => value.GetType() is { Name: "PSObject" } wrapper ? wrapper.GetProperty("BaseObject")!.GetValue(value)! : value;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (Find(assemblyName.Name + ".dll") is not { } path)
        {
            return null;
        }

        var host = assemblyName.Name is { } name && _hostFiles.TryGetValue(name, out var file) ? AssemblyName.GetAssemblyName(file) : null;
        return HostCopy.Serves(AssemblyName.GetAssemblyName(path), host) ? null : LoadFromAssemblyPath(path);
    }

    // The same assembly lies in the folder of a platform too where its code is compiled for it already.
    private string? Find(string file) =>
        _compiled is not null && Path.Combine(_compiled, file) is var compiled && File.Exists(compiled) ? compiled
        : Path.Combine(_folder, file) is var portable && File.Exists(portable) ? portable : null;
}
