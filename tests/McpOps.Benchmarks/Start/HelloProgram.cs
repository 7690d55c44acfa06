using System.Runtime.InteropServices;

namespace McpOps.Benchmarks.Start;

/// <summary>The least that a .NET program can be, built when it is needed as the command is: ReadyToRun, without globalization, on the same runtime.</summary>
internal static class HelloProgram
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <InvariantGlobalization>true</InvariantGlobalization>
            <TieredPGO>false</TieredPGO>
            <ConcurrentGarbageCollection>false</ConcurrentGarbageCollection>
            <PublishReadyToRun>true</PublishReadyToRun>
            <SelfContained>false</SelfContained>
          </PropertyGroup>
        </Project>
        """;

    /// <summary>The program's path.</summary>
    public static async Task<string> BuildAsync(CancellationToken cancellationToken)
    {
        // Outside the repository: its settings are not those of a bare program.
        var folder = Path.Combine(Path.GetTempPath(), $"mcpops-hello-{Environment.Version}-{Environment.UserName}");
        var program = Path.Combine(folder, "out", OperatingSystem.IsWindows() ? "hello.exe" : "hello");
        if (!File.Exists(program))
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "hello.csproj"), Project, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "hello.cs"), "System.Console.WriteLine(\"hello\");", cancellationToken);
            await Pairwise.RunProcessAsync("dotnet", ["publish", folder, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", Path.Combine(folder, "out")], cancellationToken);
        }

        return program;
    }
}
