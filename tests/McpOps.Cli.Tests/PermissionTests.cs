using System.Text.Json.Nodes;

namespace McpOps.Cli.Tests;

/// <summary>Files that the account may not read, told by the real command; run as root, the tests run it as an account that is not.</summary>
public sealed class PermissionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-permission-");

    public PermissionTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        Assert.SkipWhen(IsRoot && Command.Find("setpriv") is null, "Running as another account needs setpriv.");
        if (!OperatingSystem.IsWindows())
        {
            _folder.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        }
    }

    private static bool IsRoot => Environment.UserName == "root";

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_log_that_may_not_be_read_is_named_and_the_others_are_summed_up()
    {
        Write("good.log", "2026-11-20 06:00:00,100 - server - INFO - Extracting content from URL: https://example.com/a", UnixFileMode.OtherRead | UnixFileMode.UserRead);
        var denied = Write("denied.log", "2026-11-20 06:00:00,100 - server - ERROR - no", UnixFileMode.None);
        var run = await RunAsync("logs", _folder.FullName, "--output", "json");
        Assert.True(run.ExitCode == 2, run.Error);
        Assert.Equal(1, (int)JsonNode.Parse(run.Output)!["entries"]!);
        Assert.Contains("LogAccessDenied", run.Error, StringComparison.Ordinal);
        Assert.Contains(denied, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inventory_that_may_not_be_read_is_told()
    {
        var run = await RunAsync("servers", "--config-path", Write("mcpops.json", "{}", UnixFileMode.None));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("InventoryNotReadable", run.Error, StringComparison.Ordinal);
    }

    private string Write(string name, string text, UnixFileMode mode)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }

        return path;
    }

    private Task<Command> RunAsync(params string[] arguments)
    {
        var home = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _folder.FullName };
        return IsRoot
            ? Command.RunAsync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "--", Command.McpOps, .. arguments], TestContext.Current.CancellationToken, _folder.FullName, home)
            : Command.RunAsync(Command.McpOps, arguments, TestContext.Current.CancellationToken, _folder.FullName, home);
    }
}
