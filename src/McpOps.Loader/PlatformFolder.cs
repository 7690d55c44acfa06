using System.Runtime.InteropServices;

namespace McpOps.Loader;

/// <summary>Which folder of the module holds assemblies whose code is compiled for this machine already.</summary>
internal static class PlatformFolder
{
    // What is compiled for a runtime is foreign to an older one, which would compile it again: the portable assembly is the smaller one to read.
    private const int CompiledFor = 10;

    /// <summary>The folder of this machine's platform; null where the module has none for it, and the portable assemblies serve.</summary>
    /// <param name="modules">The folder of the portable assemblies.</param>
    public static string? Find(string modules) =>
        Path.Combine(modules, Name(OperatingSystem.IsWindows(), OperatingSystem.IsMacOS(), RuntimeInformation.ProcessArchitecture)) is var folder
        && Environment.Version.Major >= CompiledFor && Directory.Exists(folder) ? folder : null;

    /// <summary>The platform as .NET names it: <c>linux-x64</c>, <c>win-x64</c>, <c>osx-arm64</c>. Of a distribution's own build the runtime tells another name.</summary>
    internal static string Name(bool windows, bool mac, Architecture architecture) =>
        $"{(windows ? "win" : mac ? "osx" : "linux")}-{architecture.ToString().ToLowerInvariant()}";
}
