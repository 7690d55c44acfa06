namespace McpOps.Module.Tests;

/// <summary>The module as PowerShell 7.4 would load it: on .NET 8, through its private context.</summary>
public sealed class ModuleOnNet8Tests
{
    [Fact]
    public async Task Probes_an_http_and_a_stdio_server_on_NET_8()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = await ServedServer.StartAsync(cancellationToken);
        var result = await Command.RunAsync(Host, [Path.Combine(Repository.Root, "bin", "McpOps.dll"), server.Url.ToString(), Command.McpOps, "serve", "--stdio"], cancellationToken);

        var lines = result.Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains(lines, line => line.StartsWith("runtime 8.0", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("http Healthy", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("stdio Healthy", StringComparison.Ordinal));
        Assert.Contains("System.Text.Json McpOps", lines);
    }

    private static string Host => Directory.EnumerateFiles(
        Path.Combine(Repository.Root, "tests", "Replicas", "Net8Host", "bin", Command.Configuration), OperatingSystem.IsWindows() ? "Net8Host.exe" : "Net8Host", SearchOption.AllDirectories).First();
}
