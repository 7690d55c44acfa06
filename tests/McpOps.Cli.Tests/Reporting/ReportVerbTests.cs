namespace McpOps.Cli.Tests.Reporting;

public sealed class ReportVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-report-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Where_a_report_was_written_is_said()
    {
        var (inventory, page) = (Path.Combine(_folder.FullName, "mcpops.json"), Path.Combine(_folder.FullName, "week.html"));
        await File.WriteAllTextAsync(inventory, """{ "servers": { "web": { "url": "http://127.0.0.1:1/mcp" } } }""", TestContext.Current.CancellationToken);
        var (_, output, error) = await Cli.RunAsync("report", "weekly", "--path", page, "--config-path", inventory, "--history", _folder.FullName);
        Assert.True(File.Exists(page), error);
        Assert.Equal(page, output.TrimEnd());
    }
}
