using System.IO.Compression;
using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary>A plan that is killed in any of its steps and run again comes to the end that it would have come to.</summary>
[Collection(AloneCollection.Name)]
public sealed class MaintenanceKillTests : IDisposable
{
    private static readonly string[] Order = ["logs.rotate", "files.clean", "backup", "backup.verify", "backup.prune", "note"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-killed-");

    private int _runs = -1;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string History => Path.Combine(_folder.FullName, "state");

    private string Inventory => Path.Combine(_folder.FullName, "mcpops.json");

    private string Old => Path.Combine(_folder.FullName, "old", $"{_runs}");

    public void Dispose() => _folder.Delete(recursive: true);

    // Once at the beginning of each step; MCPOPS_STRIKES=20000 is the long form, twenty times, a little later each time, and with files that have become old meanwhile.
    [Fact]
    public async Task Killed_in_any_step_and_run_again_it_comes_to_the_same_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("MCPOPS_STRIKES"), out var strikes) ? Math.Max(1, strikes / 1000) : 1;
        if (rounds > 1)
        {
            await AgeAsync((rounds * Order.Length) + 1);
        }

        await MakeAsync();
        var unbroken = await RunAsync();
        Assert.True(unbroken.ExitCode is 0, unbroken.Output + unbroken.Error);
        var expected = End();
        var killed = 0;
        for (var round = 0; round < rounds; round++)
        {
            foreach (var step in Order)
            {
                await MakeAsync();
                var later = TimeSpan.FromMilliseconds(round * 5);
                using (var run = Command.Start(Command.McpOps, ["maintain", "daily", "--config-path", Inventory]))
                {
                    Assert.True(await Eventually.HoldsAsync(() => run.HasExited || HasBegun(step), TimeSpan.FromSeconds(60), Stop), step);
                    await Task.Delay(later, Stop);
                    killed += run.HasExited ? 0 : 1;
                    run.Kill();
                    await run.WaitForExitAsync(Stop);
                }

                // Drafts are cleared an hour later: before that they might be another's, who writes just now.
                foreach (var draft in Directory.EnumerateFiles(_folder.FullName, "*.new", SearchOption.AllDirectories))
                {
                    File.SetLastWriteTimeUtc(draft, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
                }

                var again = await RunAsync();
                Assert.True(again.ExitCode is 0, $"{step} after {later}: {again.Output}{again.Error}");
                Assert.Equal(expected, End());
            }
        }

        Assert.True(killed > rounds * Order.Length / 2, $"Only {killed} of {rounds * Order.Length} runs were alive when they were struck.");
    }

    private Task<Command> RunAsync() => Command.RunAsync(Command.McpOps, ["maintain", "daily", "--config-path", Inventory, "-o", "json"], Stop);

    private bool HasBegun(string step)
    {
        try
        {
            using var file = new StreamReader(new FileStream(Path.Combine(History, "maintenance.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return file.ReadToEnd().Split('\n').Any(line => line.Contains("\"plan\":\"daily\"", StringComparison.Ordinal) && line.Contains($"\"step\":\"{step}\"", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Nobody can make a file old but by waiting: a folder of them for each run.
    private async Task AgeAsync(int folders)
    {
        for (var folder = 0; folder < folders; folder++)
        {
            var place = _folder.CreateSubdirectory(Path.Combine("old", $"{folder}")).FullName;
            for (var number = 0; number < 200; number++)
            {
                await File.WriteAllTextAsync(Path.Combine(place, $"{number}.tmp"), "x", Stop);
            }
        }

        await Task.Delay(TimeSpan.FromSeconds(65), Stop);
    }

    // A log that is due, files that are old, a set that changed since its last backup.
    private async Task MakeAsync()
    {
        foreach (var name in new[] { "logs", "data", "state", "store" })
        {
            var folder = new DirectoryInfo(Path.Combine(_folder.FullName, name));
            if (folder.Exists)
            {
                folder.Delete(recursive: true);
            }

            folder.Create();
        }

        _runs++;
        var log = Path.Combine(_folder.FullName, "logs", "app.log");
        await File.WriteAllLinesAsync(log, Enumerable.Range(0, 20_000).Select(number => $"line {number}"), Stop);
        await File.WriteAllTextAsync(log + ".1", "older\n", Stop);
        for (var number = 0; number < 200; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "data", $"{number}.txt"), $"{number}", Stop);
        }

        // The log was seen before: it is rotated by its size.
        await File.WriteAllTextAsync(Path.Combine(History, "rotation.json"), JsonSerializer.Serialize(new { last = new Dictionary<string, DateTimeOffset> { [log] = TimeProvider.System.GetUtcNow().AddDays(-1) }, begun = Array.Empty<string>() }), Stop);
        await File.WriteAllTextAsync(Inventory, $$"""
            { "history": { "store": "state" }, "servers": { "a": { "command": "x",
              "rotate": [{ "paths": ["{{_folder.FullName}}/logs/*.log"], "maxSize": 1000, "keep": 5 }],
              "clean": { "old": { "paths": ["{{Old}}/*.tmp"], "olderThan": "1m", "maxShare": 100 } },
              "backup": { "destination": "{{_folder.FullName}}/store", "sets": { "data": { "paths": ["{{_folder.FullName}}/data"] } }, "retention": { "keepLast": 1 } },
              "plans": { "known": { "steps": [{ "use": "files.clean" }] }, "daily": { "steps": [
                { "use": "logs.rotate" }, { "use": "files.clean" }, { "use": "backup" }, { "use": "backup.verify", "needs": ["backup"] }, { "use": "backup.prune", "needs": ["backup.verify"] },
                { "id": "note", "use": "command", "with": { "run": ["sh", "-c", "echo done > '{{_folder.FullName}}/data/note.tmp' && mv '{{_folder.FullName}}/data/note.tmp' '{{_folder.FullName}}/data/note'"] } } ] } } } } }
            """, Stop);

        // A rule that is run for the first time only shows.
        Assert.Equal(0, (await Cli.RunAsync("maintain", "known", "--config-path", Inventory)).Code);
    }

    // What counts: each line once, in its order; what was saved; what is left. Names of backups, and when, do not.
    private IReadOnlyList<string> End()
    {
        var logs = Directory.EnumerateFiles(Path.Combine(_folder.FullName, "logs")).OrderDescending(StringComparer.Ordinal).ToList();
        var store = Path.Combine(_folder.FullName, "store");
        var manifests = Directory.EnumerateFiles(store, "manifest.json", SearchOption.AllDirectories).Select(path => Path.GetDirectoryName(path)!).ToList();
        return
        [
            $"logs {string.Join(' ', logs.Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))}",
            $"lines {string.Join('\n', logs.Select(Text)).GetHashCode(StringComparison.Ordinal)}",
            $"old {(Directory.Exists(Old) ? Directory.GetFiles(Old).Length : 0)}",
            $"data {string.Join(' ', Directory.GetFiles(Path.Combine(_folder.FullName, "data")).Select(Path.GetFileName).Order(StringComparer.Ordinal))}",
            $"backups {manifests.Count}",
            $"left over {string.Join(' ', Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories).Where(path => path.EndsWith(".new", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)))}",
        ];
    }

    private static string Text(string path)
    {
        using var file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return new StreamReader(text).ReadToEnd();
    }
}
