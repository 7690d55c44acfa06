using System.Diagnostics;

namespace McpOps.Packager;

/// <summary>Publishes a project for a platform into a folder of its own, which is gone afterwards.</summary>
internal static class DotnetPublish
{
    /// <summary>What is read of the folder.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<T> RunAsync<T>(string project, string platform, IEnumerable<string> arguments, Func<string, T> read)
    {
        var output = Directory.CreateTempSubdirectory("mcpops-compiled-");
        try
        {
            using var publish = Process.Start("dotnet", ["publish", project, "--nologo", "--verbosity", "quiet", "--runtime", platform, "--output", output.FullName, .. arguments]);
            await publish.WaitForExitAsync();
            return publish.ExitCode is 0 ? read(output.FullName) : throw new InvalidOperationException($"The code for {platform} could not be compiled.");
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }
}
