using System.Text.RegularExpressions;

namespace McpOps.Cli.Tests;

/// <summary>The service of docs/monitoring.md, for it is copied as it stands.</summary>
public sealed partial class WatchServiceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-service-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_service_in_the_docs_is_one_that_systemd_and_the_command_understand()
    {
        var stop = TestContext.Current.CancellationToken;
        var docs = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "monitoring.md"), stop);
        var unit = Block().Match(docs).Groups["unit"].Value;
        var line = Start().Match(unit).Groups;
        var (_, help, _) = await Cli.RunAsync(line["verb"].Value, "--help");
        Assert.All(Option().Matches(line["options"].Value), option => Assert.Contains(option.Value, help, StringComparison.Ordinal));

        Assert.SkipWhen(Command.Find("systemd-analyze") is null, "systemd-analyze is not installed");
        var path = Path.Combine(_folder.FullName, "mcpops-watch.service");
        await File.WriteAllTextAsync(path, unit.Replace(line["program"].Value, "/bin/true", StringComparison.Ordinal), stop);
        var said = await Command.RunAsync("systemd-analyze", ["verify", path], stop);
        Assert.True(said.ExitCode == 0 && !said.Error.Contains(path, StringComparison.Ordinal), said.Error);
    }

    [GeneratedRegex(@"```ini\n# /etc/systemd/system/mcpops-watch\.service\n(?<unit>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();

    [GeneratedRegex(@"^ExecStart=(?<program>\S+) (?<verb>\S+) (?<options>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Start();

    [GeneratedRegex("--[a-z-]+", RegexOptions.None, 1000)]
    private static partial Regex Option();
}
