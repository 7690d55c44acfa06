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

    [Theory]
    [InlineData("store", "list")]
    [InlineData("store/web", "list")]
    [InlineData("store", "prune", "--keep-daily", "1")]
    [InlineData("store/web", "verify", "latest")]
    public async Task A_store_that_may_not_be_read_is_no_empty_one(string store, string verb, params string[] more)
    {
        var folder = Folder("store", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Path.Combine(folder, "web", "20261120T000000Z"));
        if (!IsRoot && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.None);
        }

        var run = await RunAsync(["backup", verb, .. more, "--store", Path.Combine(_folder.FullName, store)]);
        if (!IsRoot && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("AccessDenied", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_in_a_folder_that_may_not_be_written_are_left_and_said_and_the_others_are_rotated()
    {
        var (own, others) = (Folder("own", UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute), Folder("others", UnixFileMode.OtherRead | UnixFileMode.OtherExecute));
        foreach (var folder in new[] { own, others })
        {
            var log = Write(Path.Combine(Path.GetFileName(folder), "app.log"), "line\n", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            if (IsRoot)
            {
                await Command.RunAsync("chown", ["65534:65534", log], TestContext.Current.CancellationToken);
            }
        }

        if (IsRoot)
        {
            await Command.RunAsync("chown", ["65534:65534", own], TestContext.Current.CancellationToken);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(own, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var state = Folder("state", UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        var inventory = Write("mcpops.json", $$"""{ "servers": { "a": { "command": "x", "rotate": [{ "paths": ["{{own}}/*.log", "{{others}}/*.log"], "every": "1d", "compress": false }] } } }""", UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var run = await RunAsync("rotate", "--force", "--history", Path.Combine(state, "history"), "--config-path", inventory, "--output", "json");
        Assert.True(run.ExitCode == 2, run.Output + run.Error);
        var records = JsonNode.Parse(run.Output)!.AsArray().ToDictionary(record => Path.GetFileName(Path.GetDirectoryName((string)record!["path"]!))!, record => ((string)record!["outcome"]!, (string?)record["reason"]), StringComparer.Ordinal);
        Assert.Equal("Rotated", records["own"].Item1);
        Assert.NotEqual("Rotated", records["others"].Item1);
        Assert.NotEmpty(records["others"].Item2!);
        Assert.Equal(["app.log", "app.log.1"], Directory.GetFiles(own).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("line\n", await File.ReadAllTextAsync(Path.Combine(others, "app.log"), TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFiles(others));
    }

    private string Folder(string name, UnixFileMode mode)
    {
        var folder = _folder.CreateSubdirectory(name).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, mode | UnixFileMode.UserRead | UnixFileMode.UserExecute | (IsRoot ? UnixFileMode.UserWrite : UnixFileMode.None));
        }

        return folder;
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
