using System.Diagnostics;

namespace McpOps.Benchmarks.Module;

/// <summary>What <c>Import-Module</c>, and the first probe after it, add to the start of PowerShell.</summary>
internal sealed class ImportBenchmark : IBenchmark
{
    private const double ImportGoal = 1.15;
    private const double ProbeGoal = 1.05;

    public string Name => "import";

    public string Description => $"pwsh -NoProfile with Import-Module McpOps as shipped against pwsh -NoProfile alone (goal {ImportGoal}), and with a first Get-McpHealth against the import (goal {ProbeGoal}); no package loaded by the import";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var pwsh = PowerShell.Program;
        var runs = arguments.Count > 0 ? int.Parse(arguments[0]) : 11;
        var manifest = Shipped.Module;
        var import = $"Import-Module '{manifest}'";
        using var server = Start(out var url);
        try
        {
            await Pairwise.CompareAsync("pwsh, Import-Module McpOps", () => RunAsync(import), "pwsh alone", () => RunAsync("1"), runs, ImportGoal);
            await Pairwise.CompareAsync("pwsh, Import-Module, Get-McpHealth", () => RunAsync($"{import}; Get-McpHealth -Uri {url}"), "pwsh, Import-Module McpOps", () => RunAsync(import), runs, ProbeGoal);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }

        var loaded = await Command.RunAsync(
            pwsh,
            ["-NoProfile", "-Command", $"{import}; [AppDomain]::CurrentDomain.GetAssemblies().Where({{ $_.Location -like '{Path.GetDirectoryName(manifest)}*' }}).ForEach({{ $_.GetName().Name }}) -join ' '"],
            cancellationToken);
        Console.WriteLine($"assemblies of the module that are loaded after import: {loaded.Output.Trim()}");

        Task RunAsync(string script) => Pairwise.RunProcessAsync(pwsh, ["-NoProfile", "-NonInteractive", "-Command", script], cancellationToken);
    }

    private static Process Start(out string url)
    {
        var process = Command.Start(Path.Combine(Repository.Root, "tests", "Replicas", "MinimalServer", "bin", Command.Configuration, "net10.0", "minimal-server"), ["0"]);
        url = process.StandardOutput.ReadLine() + "/mcp";
        return process;
    }
}
