namespace McpOps.Benchmarks.Logs;

/// <summary>Entries through PowerShell's pipeline, against numbers through the same pipeline.</summary>
internal sealed class LogEntryBenchmark : IBenchmark
{
    private const long Lines = 2_100_000;

    public string Name => "log-entries";

    public string Description => "Get-McpLogEntry | Measure-Object in PowerShell, in turn with 1..N | Measure-Object; goal: at least 1,000,000 entries a second.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(arguments.Count > 0 ? arguments[0] : Path.GetTempPath(), "mcpops-bench-entries.log");
        new CrawlLog().Write(path, Lines);

        // The module as it is built: the manifest names the Debug folder of a work tree.
        var module = Path.Combine(Repository.Root, "src", "McpOps", "bin", "Release", "net8.0", "McpOps.dll");
        var script = $$"""
            Import-Module '{{module}}'
            $(foreach ($run in 1..6) {
                $entries = (Measure-Command { $script:count = (Get-McpLogEntry '{{path}}' | Measure-Object).Count }).TotalSeconds
                $range = (Measure-Command { 1..{{Lines}} | Measure-Object }).TotalSeconds
                '{0}  {1:N0} entries in {2:0.00} s: {3:N0}/s; {4:0.00} times the range ({5:0.00} s)' -f $run, $count, $entries, ($count / $entries), ($entries / $range), $range
            })
            """;
        var result = await PowerShell.RunAsync(script, cancellationToken);
        Console.WriteLine(result.Output + result.Error);
    }
}
