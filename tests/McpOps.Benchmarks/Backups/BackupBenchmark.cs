namespace McpOps.Benchmarks.Backups;

/// <summary>Create, again with nothing changed, deep verify and restore, against tar, pigz, restic and borg, on memory-backed disk.</summary>
internal sealed class BackupBenchmark : IBenchmark
{
    public string Name => "backup";

    public string Description => "A 2 GB tree saved, saved again, verified and restored, against tar (and pigz, restic, borg where installed). Arguments: [FOLDER] [RUNS]; needs 8 GB in FOLDER, /dev/shm when omitted.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(arguments.Count > 0 ? arguments[0] : "/dev/shm", "mcpops-benchmark")).FullName;
        var runs = arguments.Count > 1 ? int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture) : 3;
        try
        {
            BackupTree.Make(Path.Combine(folder, "tree"));
            var work = new Work(folder, cancellationToken);
            await Pairwise.CompareAsync("mcpops backup", () => work.Sh("rm -rf store; $M backup --path tree --store store"), "tar -czf", () => work.Sh("tar -czf ref.tgz tree"), runs, goal: 0.25);
            Console.WriteLine($"size against tar -czf {(double)work.Size("store") / work.Size("ref.tgz"):0.0000} (goal: at most 1.03)");
            await Pairwise.CompareAsync("mcpops backup, nothing changed", () => work.Sh("$M backup --path tree --store store"), "mcpops backup --full", () => work.Sh("$M backup --full --path tree --store store2; rm -rf store2"), 1);
            await Pairwise.CompareAsync("mcpops backup verify --deep", () => work.Sh("$M backup verify latest --store store --deep"), "tar -tzf", () => work.Sh("tar -tzf ref.tgz"), runs, goal: 0.5);
            await Pairwise.CompareAsync("mcpops restore", () => work.Sh("rm -rf out; $M restore latest --store store --to out"), "tar -xzf", () => work.Sh("rm -rf out2; mkdir out2; tar -xzf ref.tgz -C out2"), runs, goal: 0.6);
            foreach (var (peer, script) in new[] { ("pigz", "tar -cf - tree | pigz > peer.tgz"), ("restic", "rm -rf r; RESTIC_PASSWORD=x restic init -q -r r && RESTIC_PASSWORD=x restic backup -q -r r tree"), ("borg", "rm -rf b; borg init -e none b && borg create b::a tree") })
            {
                if (await work.HasAsync(peer))
                {
                    await Pairwise.CompareAsync("mcpops backup", () => work.Sh("rm -rf store3; $M backup --path tree --store store3"), peer, () => work.Sh(script), 1);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Work(string folder, CancellationToken cancellationToken)
    {
        public Task Sh(string script) => Pairwise.RunProcessAsync("bash", ["-ec", $"cd '{folder}'; export XDG_STATE_HOME='{folder}/state'; M='{Command.McpOps}'; {script} > /dev/null"], cancellationToken);

        public async Task<bool> HasAsync(string program) => (await Command.RunAsync("bash", ["-c", $"command -v {program}"], cancellationToken)).ExitCode == 0;

        public long Size(string path) => Directory.Exists(Path.Combine(folder, path))
            ? Directory.EnumerateFiles(Path.Combine(folder, path), "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length)
            : new FileInfo(Path.Combine(folder, path)).Length;
    }
}
