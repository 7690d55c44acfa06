namespace McpOps.Benchmarks.Backups;

/// <summary>Create, again with nothing or little changed, deep verify and restore, against tar, pigz, restic and borg, on memory-backed disk.</summary>
internal sealed class BackupBenchmark : IBenchmark
{
    private static readonly (string Name, string Script)[] Peers =
    [
        ("pigz", "tar -cf - tree | pigz > peer.tgz"),
        ("restic", "rm -rf r; RESTIC_PASSWORD=x restic init -q -r r && RESTIC_PASSWORD=x restic backup -q -r r tree"),
        ("borg", "rm -rf b; borg init -e none b && borg create b::a tree"),
    ];

    public string Name => "backup";

    public string Description => "A 2 GB tree saved, saved again, verified and restored, against tar (and pigz, restic, borg where installed). Arguments: [all|tree|create|again|verify|restore|peers] [FOLDER] [RUNS]; needs 8 GB in FOLDER, /dev/shm when omitted. What a section made stays for the next one; 'all' and 'clean' remove it.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var section = arguments.Count > 0 ? arguments[0] : "all";
        var folder = Directory.CreateDirectory(Path.Combine(arguments.Count > 1 ? arguments[1] : "/dev/shm", "mcpops-benchmark")).FullName;
        var runs = arguments.Count > 2 ? int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture) : 3;
        var work = new BackupWork(folder, cancellationToken);
        (string Name, Func<Task> Measure)[] sections =
        [
            ("tree", () => Task.CompletedTask), ("create", () => CreateAsync(work, runs)), ("again", () => AgainAsync(work)),
            ("verify", () => VerifyAsync(work, runs)), ("restore", () => RestoreAsync(work, runs)), ("peers", () => PeersAsync(work)),
        ];
        try
        {
            foreach (var (name, measure) in sections.Where(part => section == "all" || section == part.Name))
            {
                await work.PrepareAsync(withArchives: name is "again" or "verify" or "restore");
                await measure();
            }
        }
        finally
        {
            if (section is "all" or "clean")
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task CreateAsync(BackupWork work, int runs)
    {
        await Pairwise.CompareAsync("mcpops backup", () => work.Sh("rm -rf store; $M backup --path tree --store store"), "tar -czf", () => work.Sh("tar -czf ref.tgz tree"), runs, goal: 0.25, warmUp: false);
        Console.WriteLine($"size against tar -czf {(double)work.Size("store") / work.Size("ref.tgz"):0.0000} (goal: at most 1.03)");
    }

    // The goals are fractions of tar's time for the whole tree, so that is measured here too.
    private static async Task AgainAsync(BackupWork work)
    {
        await Pairwise.CompareAsync("mcpops backup, nothing changed", () => work.Sh("$M backup --path tree --store store"), "tar -czf", () => work.Sh("tar -czf ref.tgz tree"), 1, goal: 0.03, warmUp: false);
        await work.Sh("rm -rf sets; $M backup --config-path mcpops.json --store sets");
        await Pairwise.CompareAsync("mcpops backup, 1 % of the set 'app' changed", () => work.Sh("for f in tree/app/package00*/module00.py tree/app/package01*/module0*.py; do echo changed >> $f; done; $M backup --config-path mcpops.json --store sets"),
            "mcpops backup --full", () => work.Sh("$M backup --config-path mcpops.json --full --store sets"), 1, warmUp: false);
        Console.WriteLine("parts that the first of the two wrote anew: " + await work.OutputAsync("cd $(ls -d sets/tree/2* | tail -2 | head -1); find . -name '*.tar.gz' -links 1"));
    }

    private static Task VerifyAsync(BackupWork work, int runs) =>
        Pairwise.CompareAsync("mcpops backup verify --deep", () => work.Sh("$M backup verify latest --store store --deep"), "tar -tzf", () => work.Sh("tar -tzf ref.tgz"), runs, goal: 0.5);

    private static Task RestoreAsync(BackupWork work, int runs) =>
        Pairwise.CompareAsync("mcpops restore", () => work.Sh("rm -rf out; $M restore latest --store store --to out"), "tar -xzf", () => work.Sh("rm -rf out2; mkdir out2; tar -xzf ref.tgz -C out2"), runs, goal: 0.6);

    private static async Task PeersAsync(BackupWork work)
    {
        foreach (var (peer, script) in Peers)
        {
            if (await work.HasAsync(peer))
            {
                await Pairwise.CompareAsync("mcpops backup", () => work.Sh("rm -rf store3; $M backup --path tree --store store3"), peer, () => work.Sh(script), 1, warmUp: false);
            }
        }
    }
}
