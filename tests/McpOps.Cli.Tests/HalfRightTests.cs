namespace McpOps.Cli.Tests;

/// <summary>An account that has a right on half of the files: that half is done, and each of the other is told with its path.</summary>
public sealed class HalfRightTests : IDisposable
{
    private const int Nobody = 65534;
    private const int Half = 5;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-half-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Inventory => Path.Combine(_folder.FullName, "mcpops.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_other_half_is_rotated_and_cleaned_and_each_that_is_refused_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName is "root", "Only root makes files of two accounts.");
        foreach (var (name, owner) in new[] { ("own", Nobody), ("others", 0) })
        {
            var place = _folder.CreateSubdirectory(name).FullName;
            for (var number = 0; number < Half; number++)
            {
                await File.WriteAllTextAsync(Path.Combine(place, $"{number}.log"), "a line\n", Stop);
                await File.WriteAllTextAsync(Path.Combine(place, $"{number}.tmp"), "x", Stop);
            }

            await OwnAsync(owner, place);
        }

        // Those of root in a folder of its own, of which all may read.
        await File.WriteAllTextAsync(Inventory, $$"""
            { "history": { "store": "{{_folder.FullName}}/state" }, "servers": { "a": { "command": "x",
              "rotate": [{ "paths": ["{{_folder.FullName}}/o*/*.log"], "maxSize": 1, "keep": 2 }],
              "clean": { "old": { "paths": ["{{_folder.FullName}}/o*/*.tmp"], "olderThan": "1m", "maxShare": 100 } } } } }
            """, Stop);
        await OwnAsync(Nobody, _folder.CreateSubdirectory("state").FullName);
        Assert.Equal(0, (await Command.RunAsync("chmod", ["755", _folder.FullName], Stop)).ExitCode);

        // Nobody can make a file old but by waiting.
        await Task.Delay(TimeSpan.FromSeconds(62), Stop);
        var rotated = await RunAsync("rotate", "--force");
        Assert.True(rotated.ExitCode == ExitCodes.Partial, rotated.Output + rotated.Error);
        Assert.Equal(Half, Directory.GetFiles(Path.Combine(_folder.FullName, "own"), "*.log.1*").Length);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.FullName, "others"), "*.log.1*"));
        Told(rotated, "LogNotRotated", "log");

        var cleaned = await RunAsync("clean");
        Assert.Equal(Half, Directory.GetFiles(Path.Combine(_folder.FullName, "others"), "*.tmp").Length);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.FullName, "own"), "*.tmp"));
        Assert.True(cleaned.ExitCode == ExitCodes.Partial, cleaned.Output + cleaned.Error);
        Told(cleaned, "FileNotRemoved", "tmp");
    }

    private void Told(Command run, string id, string kind)
    {
        for (var number = 0; number < Half; number++)
        {
            Assert.Contains($"error {id}: a: '{_folder.FullName}/others/{number}.{kind}' was not ", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain($"'{_folder.FullName}/own/{number}.{kind}'", run.Error, StringComparison.Ordinal);
        }
    }

    private Task<Command> RunAsync(params string[] arguments) =>
        Command.RunAsync("setpriv", [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", Command.McpOps, .. arguments, "--config-path", Inventory], Stop, environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = Path.Combine(_folder.FullName, "state") });

    private static async Task OwnAsync(int owner, string path) => Assert.Equal(0, (await Command.RunAsync("chown", ["-R", $"{owner}:{owner}", path], Stop)).ExitCode);
}
