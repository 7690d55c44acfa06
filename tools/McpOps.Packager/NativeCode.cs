using System.Runtime.InteropServices;

namespace McpOps.Packager;

/// <summary>The command as one program of machine code that needs no .NET (Native AOT), as <c>tools/Native</c> compiles it.</summary>
internal static class NativeCode
{
    /// <summary>What stands behind a platform whose command is to be compiled so, such as <c>linux-x64:native</c>.</summary>
    public const string Mark = ":native";

    /// <summary>The platform of this machine, as .NET names it: code can be compiled so for no other.</summary>
    public static string Own { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>Whether this machine has what links such a program. Only Linux is asked, where it has been tried.</summary>
    public static bool IsPossible { get; } = OperatingSystem.IsLinux()
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc")));

    /// <summary>The program.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="folder">Where the portable assemblies are.</param>
    /// <param name="configuration">Of which build they are: <c>Debug</c> or <c>Release</c>.</param>
    /// <exception cref="InvalidOperationException">The compiler failed.</exception>
    public static Task<PackageFile> OfAsync(string repository, string folder, string configuration) => DotnetPublish.RunAsync(
        Path.Combine(repository, "tools", "Native"), Own, [$"-p:Built={configuration}", $"-p:From={folder}{Path.DirectorySeparatorChar}"],
        output => new PackageFile("mcpops", File.ReadAllBytes(Path.Combine(output, "mcpops"))) { IsProgram = true });
}
