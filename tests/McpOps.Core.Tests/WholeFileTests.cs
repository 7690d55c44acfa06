using System.Diagnostics;

namespace McpOps.Core.Tests;

/// <summary>A file that a user names is whole, and nothing else is put in its place.</summary>
public sealed class WholeFileTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_stays_and_rights_stay_and_nothing_is_left_beside()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links and rights of Unix.");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["real"], "old", Stop);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder["real"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }

        File.CreateSymbolicLink(folder["link"], "real");
        await WholeFile.WriteAsync(folder["link"], "new"u8.ToArray(), Stop);
        Assert.Equal(("new", "real"), (await File.ReadAllTextAsync(folder["real"], Stop), new FileInfo(folder["link"]).LinkTarget));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(folder["real"]));
        await WholeFile.WriteAsync(folder["fresh"], "first"u8.ToArray(), Stop);
        Assert.Equal("first", await File.ReadAllTextAsync(folder["fresh"], Stop));
        File.Delete(folder["fresh"]);
        await Assert.ThrowsAnyAsync<IOException>(() => WholeFile.WriteAsync(folder["none/x"], "new"u8.ToArray(), Stop));
        Assert.Equal(["link", "real"], Directory.GetFiles(folder["."]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("link")]
    [InlineData("door/real")]
    public async Task A_link_of_another_account_decides_nothing(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName is "root", "Only root gives links to another account.");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["real"], "old", Stop);
        File.CreateSymbolicLink(folder["link"], "real");
        File.CreateSymbolicLink(folder["door"], ".");
        Assert.Equal(0, (await Command.RunAsync("chown", ["-h", "65534", folder["link"], folder["door"]], Stop)).ExitCode);
        var exception = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => WholeFile.WriteAsync(folder[name], "new"u8.ToArray(), Stop));
        Assert.Contains("is not followed", exception.Message, StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(folder["real"], Stop));
    }

    [Fact]
    public async Task A_device_is_written_to_and_never_replaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName is "root" && Command.Find("mknod") is not null, "Only root makes devices.");
        using var folder = new TemporaryFolder();
        var made = await Command.RunAsync("mknod", [folder["null"], "c", "1", "3"], Stop);
        Assert.SkipWhen(made.ExitCode != 0, made.Error);
        await WholeFile.WriteAsync(folder["null"], "text"u8.ToArray(), Stop);
        Assert.Equal("c", (await Command.RunAsync("stat", ["-c", "%F", folder["null"]], Stop)).Output[..1]);
        Assert.Single(Directory.GetFileSystemEntries(folder["."]));
    }

    [Fact]
    public async Task A_pipe_is_written_to_when_somebody_reads_and_waits_no_longer_than_it_is_asked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Named pipes of Linux.");
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await Command.RunAsync("mkfifo", [folder["pipe"]], Stop)).ExitCode);
        var writing = WholeFile.WriteAsync(folder["pipe"], "text"u8.ToArray(), Stop);
        using var reader = Process.Start(new ProcessStartInfo("cat", [folder["pipe"]]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        Assert.Equal("text", await reader.StandardOutput.ReadToEndAsync(Stop));
        await writing;
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WholeFile.WriteAsync(folder["pipe"], "text"u8.ToArray(), stop.Token));

        // Who still waits to open it is let go.
        Assert.Equal("", (await Command.RunAsync("sh", ["-c", $"timeout 5 cat '{folder["pipe"]}' || true"], Stop)).Output);
    }
}
