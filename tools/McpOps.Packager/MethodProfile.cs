using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace McpOps.Packager;

/// <summary>
/// The methods that a start was seen to compile (<c>tools/ReadyToRun/methods.txt</c>), as a profile of the kind that <c>dotnet-pgo</c> writes: the compiler then makes code for
/// generics of the framework over types of the framework too, which it would leave to whoever runs them.
/// </summary>
/// <remarks>
/// A profile (<c>.mibc</c>) is an assembly that is never run. A global method AssemblyDictionary loads, for each group, its name and its method; the method of a group loads the token
/// of each method of the profile. The name of a group is that of an assembly for which it is read.
/// </remarks>
internal static class MethodProfile
{
    /// <summary>Writes the profile of the lines that name a method that there is; one that has become old is left out, and costs a little time at the start.</summary>
    /// <exception cref="InvalidDataException">Most lines are old.</exception>
    public static void Write(string path, IReadOnlyCollection<string> lines, string group, string folder)
    {
        var loading = new AssemblyLoadContext("profile", isCollectible: true);
        var files = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "System*.dll").Where(file => Path.GetFileName(file) != "System.Private.CoreLib.dll");
        var names = new MethodName([typeof(object).Assembly, .. files.Concat(Directory.EnumerateFiles(folder, "*.dll")).Select(file => Load(loading, file)).OfType<Assembly>()]);
        var methods = lines.SelectMany(names.Find).Distinct().ToList();
        if (methods.Count < lines.Count / 2)
        {
            throw new InvalidDataException($"Of {lines.Count} methods of the profile, {methods.Count} are there: record it anew (tools/ReadyToRun/record.sh).");
        }

        var assembly = new PersistedAssemblyBuilder(new AssemblyName(Path.GetFileNameWithoutExtension(path)), typeof(object).Assembly);
        var module = assembly.DefineDynamicModule("profile");
        var content = Define("Group", il => methods.ForEach(method =>
        {
            il.Emit(OpCodes.Ldtoken, method is ConstructorInfo constructor ? module.GetMethodMetadataToken(constructor) : module.GetMethodMetadataToken((MethodInfo)method));
            il.Emit(OpCodes.Pop);
        }));
        Define("AssemblyDictionary", il =>
        {
            il.Emit(OpCodes.Ldstr, group);
            il.Emit(OpCodes.Ldtoken, content);
            il.Emit(OpCodes.Pop);
        });
        module.CreateGlobalFunctions();
        assembly.Save(path);

        MethodBuilder Define(string name, Action<ILGenerator> write)
        {
            var method = module.DefineGlobalMethod(name, MethodAttributes.Public | MethodAttributes.Static, typeof(void), []);
            write(method.GetILGenerator());
            method.GetILGenerator().Emit(OpCodes.Ret);
            return method;
        }
    }

    // Not from its path: on Windows the file could not be deleted then.
    private static Assembly? Load(AssemblyLoadContext loading, string file)
    {
        try
        {
            return loading.LoadFromStream(new MemoryStream(File.ReadAllBytes(file)));
        }
        catch (Exception failure) when (failure is BadImageFormatException or FileLoadException)
        {
            return null;
        }
    }
}
