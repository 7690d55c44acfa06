namespace McpOps.Cli.Tests.Guides;

/// <summary>The pages that stand in the guides' place: they leave nothing out.</summary>
public sealed class GuideTests
{
    public static TheoryData<string> Guides => [.. GuideRow.Guides];

    [Theory]
    [MemberData(nameof(Guides))]
    public void No_heading_of_a_guide_is_left_out(string guide)
    {
        Assert.Equal(GuideRow.Guides, Servers.ServerCatalog.Profiles.Where(name => !name.Contains('/', StringComparison.Ordinal)).Where(name => File.Exists(Path.Combine(GuideRow.Folder, $"{name}.md"))).Order(StringComparer.Ordinal));
        var rows = GuideRow.Of(guide);
        Assert.NotEmpty(rows);
        Assert.Equal(["mcpops watch --once", "mcpops watch --once", "mcpops backup", "mcpops audit"], GuideRow.FirstMinutesOf(guide));
        Assert.All(rows, row => Assert.All(row.Commands, command => Assert.StartsWith("mcpops ", command, StringComparison.Ordinal)));
        var path = Directory.Exists(Originals) ? Directory.GetFiles(Originals, "*.md").FirstOrDefault(file => Path.GetFileName(file).StartsWith(guide, StringComparison.Ordinal)) : null;
        Assert.SkipUnless(path is not null, "The guides themselves are not beside the repository.");

        // A heading that stands twice has two rows at least, in the guide's order.
        var left = rows.Select(row => GuideRow.Plain(row.Heading)).ToList();
        foreach (var heading in GuideRow.HeadingsOf(path!).Select(GuideRow.Plain))
        {
            var at = left.IndexOf(heading);
            Assert.True(at >= 0, $"docs/guides/{guide}.md has no row for '{heading}'.");
            left.RemoveAt(at);
        }
    }

    private static string Originals => Path.Combine(Repository.Root, "..", "shared", "guides");
}
