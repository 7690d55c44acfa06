using System.Diagnostics;
using System.Globalization;

namespace McpOps.Cli.Tests;

/// <summary>A named pipe that nobody writes into never holds a signal off.</summary>
public sealed class PipeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("page PIPE")]
    [InlineData("capacity merge PIPE")]
    [InlineData("capacity --no-load --history-path PIPE")]
    [InlineData("logs PIPE")]
    [InlineData("logs merge PIPE")]
    public async Task A_verb_that_waits_for_one_ends_by_the_signal(string line)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/proc/self/wchan"), "Looks at what a thread waits for in /proc.");
        var folder = Directory.CreateTempSubdirectory("mcpops-pipe-");
        var pipe = Path.Combine(folder.FullName, "pipe");
        await Command.RunAsync("mkfifo", [pipe], Stop);
        using var process = Command.Start(Command.McpOps, line.Split(' ').Select(word => word is "PIPE" ? pipe : word));
        try
        {
            Assert.True(await Eventually.HoldsAsync(() => WaitsForWriter(process.Id), TimeSpan.FromSeconds(60), Stop));
            var sent = Stopwatch.GetTimestamp();
            await Command.RunAsync("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)], Stop);
            await process.WaitForExitAsync(Stop);
            Assert.Equal(ExitCodes.Interrupted, process.ExitCode);
            Assert.InRange(Stopwatch.GetElapsedTime(sent).TotalSeconds, 0, 40);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            folder.Delete(recursive: true);
        }
    }

    // The runtime's own debugger waits at a pipe of its own, before anything of ours does.
    private static bool WaitsForWriter(int id) => Directory.EnumerateDirectories($"/proc/{id}/task").Any(task =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "wchan")) is "wait_for_partner" or "fifo_open" && File.ReadAllText(Path.Combine(task, "comm")).Trim() != ".NET DebugPipe";
        }
        catch (IOException)
        {
            return false;
        }
    });
}
