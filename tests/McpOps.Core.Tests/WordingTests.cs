using System.Text.RegularExpressions;

namespace McpOps.Core.Tests;

/// <summary>Each front door speaks its own words.</summary>
public sealed partial class WordingTests
{
    [Theory]
    [InlineData("Write one with 'mcpops init' (New-McpInventory), or go on.", "Write one with 'mcpops init', or go on.", "Write one with New-McpInventory, or go on.")]
    [InlineData("Use --force (-Force) to write over it.", "Use --force to write over it.", "Use -Force to write over it.")]
    [InlineData("Name a rule, such as --keep-daily 7 (-KeepDaily 7), or retention.", "Name a rule, such as --keep-daily 7, or retention.", "Name a rule, such as -KeepDaily 7, or retention.")]
    [InlineData("Start it with -Launch (--launch), or not.", "Start it with --launch, or not.", "Start it with -Launch, or not.")]
    [InlineData("look at it with Get-McpHealth (mcpops health) first.", "look at it with mcpops health first.", "look at it with Get-McpHealth first.")]
    [InlineData("It is compressed with zstd: 'zstd -dc FILE | mcpops logs -' (zstd -dc FILE | Get-McpLogSummary)", "It is compressed with zstd: 'zstd -dc FILE | mcpops logs -'", "It is compressed with zstd: zstd -dc FILE | Get-McpLogSummary")]
    [InlineData("Nothing (at all) to choose.", "Nothing (at all) to choose.", "Nothing (at all) to choose.")]
    public void A_pair_becomes_the_word_of_the_door(string message, string command, string cmdlets)
    {
        Assert.Equal(command, Wording.OfCommand(message));
        Assert.Equal(cmdlets, Wording.OfCmdlets(message));
    }

    // What an engine says in the words of one door only is lost on the other.
    [Fact]
    public void Every_message_of_an_engine_has_both_words()
    {
        var core = Path.Combine(Repository.Root, "src", "McpOps.Core");
        var lines = Directory.EnumerateFiles(core, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Select(line => (File: Path.GetFileName(file), Line: line.Trim())))

            // What a report tells to type has each door's words in a field of its own.
            .Where(line => !line.Line.StartsWith("//", StringComparison.Ordinal) && line.Line.Contains('"', StringComparison.Ordinal) && line.File is not ("Wording.cs" or "ReportActions.cs"))
            .ToList();
        Assert.Empty(lines.Where(line => Lone().IsMatch(Wording.OfCmdlets(line.Line)) || LoneCmdlet().IsMatch(Wording.OfCommand(line.Line))).Select(line => $"{line.File}: {line.Line}"));
    }

    [GeneratedRegex(@"'[^'""]*\bmcpops (health|logs|backup|restore|servers|init|capacity|call|tools)\b[^'""]*'", RegexOptions.None, 2000)]
    private static partial Regex Lone();

    [GeneratedRegex(@"""[^""]*\b(Get|New|Test|Invoke|Merge|Restore|Remove)-Mcp\w+", RegexOptions.None, 2000)]
    private static partial Regex LoneCmdlet();
}
