namespace McpOps.Benchmarks.Backups;

/// <summary>The folder in which backups are measured: its tree, an inventory of it in three sets, and commands that run in it.</summary>
internal sealed class BackupWork(string folder, CancellationToken cancellationToken)
{
    private const string Inventory = """
        { "servers": { "tree": { "command": "true", "backup": { "sets": {
          "app": { "paths": ["FOLDER/tree/app"] },
          "logs": { "paths": ["FOLDER/tree/logs"] },
          "bin": { "paths": ["FOLDER/tree/bin"] } } } } } }
        """;

    /// <summary>Makes what a section starts from and another has not left.</summary>
    public async Task PrepareAsync(bool withArchives)
    {
        if (!Directory.Exists(Path.Combine(folder, "tree")))
        {
            BackupTree.Make(Path.Combine(folder, "tree"));
            await File.WriteAllTextAsync(Path.Combine(folder, "mcpops.json"), Inventory.Replace("FOLDER", folder, StringComparison.Ordinal), cancellationToken);
        }

        if (withArchives)
        {
            await Sh("[ -e ref.tgz ] || tar -czf ref.tgz tree; [ -e store ] || $M backup --path tree --store store");
        }
    }

    /// <summary>Runs a script in the folder; <c>$M</c> is the built <c>mcpops</c>.</summary>
    public Task Sh(string script) => Pairwise.RunProcessAsync("bash", Script(script + " > /dev/null"), cancellationToken);

    public async Task<string> OutputAsync(string script) => (await Command.RunAsync("bash", Script(script), cancellationToken)).Output.Trim();

    public async Task<bool> HasAsync(string program) => (await Command.RunAsync("bash", ["-c", $"command -v {program}"], cancellationToken)).ExitCode == 0;

    public long Size(string path) => Directory.Exists(Path.Combine(folder, path))
        ? Directory.EnumerateFiles(Path.Combine(folder, path), "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length)
        : new FileInfo(Path.Combine(folder, path)).Length;

    private string[] Script(string script) => ["-ec", $"cd '{folder}'; export XDG_STATE_HOME='{folder}/state'; M='{Shipped.McpOps}'; {script}"];
}
