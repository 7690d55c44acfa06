using System.Text.RegularExpressions;

namespace McpOps.Module.Tests;

/// <summary>Every id that a user may meet is explained, and every id that is explained exists.</summary>
public sealed partial class ErrorCatalogueTests
{
    private static string Source { get; } = Path.Combine(Repository.Root, "src");

    [Fact]
    public void The_catalogue_lists_exactly_the_ids_that_there_are()
    {
        var inCode = IdsIn(Source).Append("Unexpected").Append("Usage").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var explained = Explained().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md"))).Select(match => match.Groups["id"].Value);
        Assert.Equal(inCode, explained.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_id_of_an_engine_is_in_the_notes_of_a_cmdlet()
    {
        // What only the embedded server and the status page ask for.
        string[] commandLineOnly = ["RenderNotAllowed", "PastNotShown"];
        var notes = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "help"), "*.md")
            .Select(file => File.ReadAllText(file)).Select(page => page[page.IndexOf("## NOTES", StringComparison.Ordinal)..]));
        var named = Word().Matches(notes).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var raised = IdsIn(Path.Combine(Source, "McpOps.Core")).Concat(IdsIn(Path.Combine(Source, "McpOps"))).Distinct(StringComparer.Ordinal).Except(commandLineOnly, StringComparer.Ordinal);
        Assert.Empty(raised.Where(id => !named.Contains(id)).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> IdsIn(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .SelectMany(file => Raised().Matches(File.ReadAllText(file)))
        .Select(match => match.Groups["id"].Value);

    [GeneratedRegex(@"\b[A-Z]\w+\b", RegexOptions.None, 5000)]
    private static partial Regex Word();

    [GeneratedRegex("""(?:"(?<id>[A-Z][A-Za-z0-9]+)",\s*McpErrorCategory\.\w+\s*,|\b(?:Warn|Notice|Notify|Leave|Skip)\w*\(\s*"(?<id>[A-Z][A-Za-z0-9]+)"\s*,|McpNotice\s*(?:\(\))?\s*\{\s*Id = "(?<id>[A-Z][A-Za-z0-9]+)")""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Raised();

    [GeneratedRegex(@"^\| `(?<id>\w+)` \| (?:error|warning) \| [^|]{10,}", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 5000)]
    private static partial Regex Explained();
}
