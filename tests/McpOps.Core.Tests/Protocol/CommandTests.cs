using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Protocol;

/// <summary>A command that cannot be started says why, and what was looked for.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task An_unknown_command_names_the_folders_that_were_searched()
    {
        var server = McpServer.FromCommand("no-such-mcp-server", environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = $"/nowhere{Path.PathSeparator}/elsewhere" });
        var probe = await Probe.RunAsync(server);
        Assert.Equal(McpVerdict.NotFound, probe.Verdict);
        Assert.Contains($"'no-such-mcp-server' on the PATH (/nowhere{Path.PathSeparator}/elsewhere)", probe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_to_a_folder_or_to_what_is_not_executable_says_which()
    {
        using var folder = new TemporaryFolder();
        var missing = await Probe.RunAsync(McpServer.FromCommand(folder["missing"]));
        Assert.Equal(McpVerdict.NotFound, missing.Verdict);
        Assert.Contains("There is no program", missing.Message, StringComparison.Ordinal);

        var isFolder = await Probe.RunAsync(McpServer.FromCommand(Path.GetDirectoryName(folder["missing"])!));
        Assert.Equal(McpVerdict.NotFound, isFolder.Verdict);
        Assert.Contains("is a folder", isFolder.Message, StringComparison.Ordinal);

        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no executable bit.");
            return;
        }

        var script = folder["server.sh"];
        await File.WriteAllTextAsync(script, "#!/no/such/interpreter\n", TestContext.Current.CancellationToken);
        var plain = await Probe.RunAsync(McpServer.FromCommand(script));
        Assert.Equal(McpVerdict.NotFound, plain.Verdict);
        Assert.Contains("chmod +x", plain.Message, StringComparison.Ordinal);

        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var uninterpreted = await Probe.RunAsync(McpServer.FromCommand(script));
        Assert.Equal(McpVerdict.NotFound, uninterpreted.Verdict);
        Assert.Contains("interpreter", uninterpreted.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_working_folder_that_does_not_exist_is_named()
    {
        var probe = await Probe.RunAsync(McpServer.FromCommand("sh", workingDirectory: "/no/such/folder"));
        Assert.Equal(McpVerdict.NotFound, probe.Verdict);
        Assert.Contains("/no/such/folder", probe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_to_a_variable_that_is_not_set_is_said_before_anything_is_started()
    {
        var probe = await Probe.RunAsync(McpServer.FromCommand("sh", ["${env:MCPOPS_NOT_SET_ANYWHERE}"]));
        Assert.Equal(McpVerdict.NotStarted, probe.Verdict);
        Assert.Contains("MCPOPS_NOT_SET_ANYWHERE", probe.Message, StringComparison.Ordinal);
    }
}
