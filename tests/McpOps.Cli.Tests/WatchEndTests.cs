using System.Collections.Concurrent;
using System.Globalization;

namespace McpOps.Cli.Tests;

/// <summary>The end of a watch that somebody holds.</summary>
public sealed class WatchEndTests : WatchedFolder
{
    private string History => Path.Combine(Folder, "history");

    /// <summary>Whoever asks it to end waits neither for a reader that stopped reading nor for a history that somebody holds.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_ends_when_it_is_asked_to_whoever_holds_it(bool reader)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        var servers = string.Join(", ", Enumerable.Range(0, reader ? 60 : 1).Select(index => $"\"s{index}{new string('x', 150)}\": {{ \"url\": \"http://127.0.0.1:1/mcp\", \"every\": \"1s\" }}"));
        await File.WriteAllTextAsync(Inventory, $$"""{ "history": { "store": "history" }, "servers": { {{servers}} } }""", Stop);
        var said = new ConcurrentQueue<string>();
        using var watch = Command.Start(Command.McpOps, ["watch", "--config-path", Inventory, "-o", "ndjson", "--all"]);
        watch.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        watch.BeginErrorReadLine();
        FileStream? held = null;
        try
        {
            if (reader)
            {
                // A pipe holds 64 KiB and the writer as much, which is some hundred records; how many there are says the history, which goes on.
                Assert.True(await Eventually.HoldsAsync(() => Directory.Exists(Path.Combine(History, "samples")) && Samples() > 500, TimeSpan.FromSeconds(90), Stop), $"{Samples()} samples");
            }
            else
            {
                watch.OutputDataReceived += (_, _) => { };
                watch.BeginOutputReadLine();
                Assert.True(await Eventually.HoldsAsync(() => (held ??= Hold()) is not null, TimeSpan.FromSeconds(60), Stop));
            }

            await Command.RunAsync("kill", ["-TERM", watch.Id.ToString(CultureInfo.InvariantCulture)], Stop);
            await watch.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        }
        finally
        {
            held?.Dispose();
            watch.Kill();
        }

        Assert.Equal(0, watch.ExitCode);
        Assert.Equal(!reader, said.Any(line => line.Contains("WatchNotEnded", StringComparison.Ordinal)));

        FileStream? Hold()
        {
            try
            {
                return Directory.Exists(Path.Combine(History, "samples")) ? new FileStream(Path.Combine(History, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1) : null;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    private int Samples() => Directory.EnumerateFiles(Path.Combine(History, "samples"), "*.jsonl", SearchOption.AllDirectories).Sum(path => File.ReadLines(path).Count());
}
