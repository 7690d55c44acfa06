namespace McpOps.Cli.Tests.Guides;

public sealed class Crawl4AiGuideTests(ITestOutputHelper output) : GuideRun(output)
{
    [Fact]
    public Task Every_command_works_on_its_replica() => RunAllAsync("crawl4ai");
}
