using System.Globalization;

namespace McpOps.Cli.Tests;

/// <summary>The first five minutes of the README on a machine that has nothing yet: each line works, in the order in which it stands.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-readme-");

    [Fact]
    public async Task Each_line_of_the_first_minutes_works_in_a_shell()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var bash = Command.Find("bash");
        Assert.SkipUnless(bash is not null, "bash is not on the PATH.");
        var node = await NodePackages.FindNodeAsync(20, cancellationToken);
        var everything = NodePackages.FindFile("@modelcontextprotocol/server-everything/dist/index.js");

        // Nothing is downloaded here, and 8000 may be somebody's: npx starts what is installed, and the port is a free one.
        var port = FreePort.Find().ToString(CultureInfo.InvariantCulture);
        var npx = Path.Combine(_folder.FullName, "npx");
        await File.WriteAllTextAsync(npx, $"#!/bin/sh\nexec '{node}' '{everything}'\n", cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(npx, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var lines = Block("```sh").Where(line => (node is not null && everything is not null) || !line.Contains("npx", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count > 7, $"Only {lines.Count} lines were found.");

        // Who types waits until a server that was started is there; what a line leaves is what the next one finds.
        var script = string.Join('\n', lines.Select(line => $"""
            {line.Replace("$PWD/src/McpOps.Cli/bin/Debug/net10.0", Path.GetDirectoryName(Command.McpOps)!, StringComparison.Ordinal).Replace("8000", port, StringComparison.Ordinal)}
            echo "$? <- {line.Split('#')[0].Trim().Replace("\"", "", StringComparison.Ordinal).Replace("$", "", StringComparison.Ordinal)}"
            {(line.Contains('&', StringComparison.Ordinal) ? $"until (exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null; do kill -0 $! || exit 9; done" : "")}
            """));
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}", ["HOME"] = _folder.FullName, ["XDG_CONFIG_HOME"] = _folder.FullName, ["MCPOPS_CONFIG"] = "",
        };
        var result = await Command.RunAsync(bash!, ["--norc", "-c", script], cancellationToken, _folder.FullName, environment);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        var ends = result.Output.Split('\n').Where(line => line.Contains(" <- ", StringComparison.Ordinal)).ToList();
        Assert.Equal(lines.Count, ends.Count);

        // 1 is a server that answers slowly, as on a busy machine.
        Assert.All(ends, end => Assert.True(end.StartsWith("0 ", StringComparison.Ordinal) || (end.StartsWith("1 ", StringComparison.Ordinal) && end.Contains("mcpops health", StringComparison.Ordinal)), $"{end}\n{result.Output}{result.Error}"));
    }

    [Fact]
    public async Task Each_line_of_the_first_minutes_works_in_PowerShell()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var node = await NodePackages.FindNodeAsync(20, cancellationToken);
        var everything = NodePackages.FindFile("@modelcontextprotocol/server-everything/dist/index.js");
        var port = FreePort.Find().ToString(CultureInfo.InvariantCulture);
        var lines = Block("```powershell").Where(line => (node is not null && everything is not null) || !line.Contains("npx", StringComparison.Ordinal)).Select(line => line
            .Replace("./McpOps.psd1", Path.Combine(Repository.Root, "McpOps.psd1"), StringComparison.Ordinal)
            .Replace("./src/McpOps.Cli/bin/Debug/net10.0/mcpops", Command.McpOps, StringComparison.Ordinal)
            .Replace("-Command npx -ArgumentList '-y', '@modelcontextprotocol/server-everything'", $"-Command '{node}' -ArgumentList '{everything}'", StringComparison.Ordinal)
            .Replace("8000", port, StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count > 7, $"Only {lines.Count} lines were found.");

        // A line that writes an error ends the script; each that went through is counted, and the server is ended whatever comes.
        var script = $$"""
            $ErrorActionPreference = 'Stop'
            Set-Location '{{_folder.FullName}}'
            try {
            {{string.Join('\n', lines.Select(line => $$"""
                {{line}}
                "done: {{line.Split('#')[0].Trim().Replace("\"", "", StringComparison.Ordinal).Replace("$", "", StringComparison.Ordinal)}}"
                {{(line.Contains("Start-Process", StringComparison.Ordinal) ? $"while (-not (Test-Connection 127.0.0.1 -TcpPort {port} -Quiet)) {{ if ($server.HasExited) {{ exit 9 }} }}" : "")}}
                """))}}
            } finally { if ($server -and -not $server.HasExited) { $server.Kill() } }
            "health.csv has $((Import-Csv health.csv).Count) lines: $((Import-Csv health.csv).Server)"
            """;
        var result = await PowerShell.RunAsync(script, cancellationToken, new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _folder.FullName, ["XDG_CONFIG_HOME"] = _folder.FullName, ["MCPOPS_CONFIG"] = "" });

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal(lines.Count, result.Output.Split('\n').Count(line => line.StartsWith("done: ", StringComparison.Ordinal)));
        Assert.Contains("health.csv has 1 lines: pages", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IEnumerable<string> Block(string fence) =>
        File.ReadLines(Path.Combine(Repository.Root, "README.md")).SkipWhile(line => line != "## The first five minutes").SkipWhile(line => line != fence).Skip(1).TakeWhile(line => line != "```");
}
