namespace McpOps.Benchmarks.Module;

/// <summary>What <c>Import-Module</c> adds to the start of PowerShell.</summary>
internal sealed class ImportBenchmark : IBenchmark
{
    private const double GoalMs = 250;

    public string Name => "import";

    public string Description => $"pwsh -NoProfile with Import-Module McpOps, against pwsh -NoProfile alone; goal: at most {GoalMs} ms more, no package loaded.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var pwsh = PowerShell.Program;
        var manifest = Path.Combine(Repository.Root, "McpOps.psd1");
        var (with, without) = (new List<double>(), new List<double>());
        for (var run = 0; run < 11; run++)
        {
            with.Add(await TimeAsync($"Import-Module '{manifest}'"));
            without.Add(await TimeAsync("1"));
        }

        var added = Pairwise.Median(with) - Pairwise.Median(without);
        Console.WriteLine($"with {Pairwise.Median(with):0} ms, without {Pairwise.Median(without):0} ms, added {added:0} ms ({(added <= GoalMs ? "reached" : "not reached")})");
        var loaded = await Command.RunAsync(
            pwsh,
            ["-NoProfile", "-Command", $"Import-Module '{manifest}'; [AppDomain]::CurrentDomain.GetAssemblies().Where({{ $_.Location -like '{Repository.Root}*' }}).ForEach({{ $_.GetName().Name }}) -join ' '"],
            cancellationToken);
        Console.WriteLine($"assemblies of the module that are loaded after import: {loaded.Output.Trim()}");

        async Task<double> TimeAsync(string script)
        {
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            await Pairwise.RunProcessAsync(pwsh, ["-NoProfile", "-NonInteractive", "-Command", script], cancellationToken);
            return System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
    }
}
