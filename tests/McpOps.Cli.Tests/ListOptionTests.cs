using System.CommandLine;

namespace McpOps.Cli.Tests;

/// <summary>Several values of one option.</summary>
public sealed class ListOptionTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("a,b", "a|b")]
    [InlineData(" a , b,", "a|b")]
    public void Values_are_joined_by_commas_or_given_several_times(string text, string expected)
    {
        var option = new ListOption("--rule");
        var verb = new RootCommand { option };
        Assert.Equal(expected, string.Join('|', verb.Parse(["--rule", text]).GetValue(option)!));
        Assert.Equal(expected + "|c", string.Join('|', verb.Parse(["--rule", text, "--rule", "c"]).GetValue(option)!));
    }

    [Theory]
    [InlineData(",")]
    [InlineData("")]
    public void What_names_nothing_is_not_taken_for_all(string text) =>
        Assert.Contains("--rule names nothing", Assert.Single(new RootCommand { new ListOption("--rule") }.Parse(["--rule", text]).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_has_a_comma_in_its_name_is_one()
    {
        var folder = Directory.CreateTempSubdirectory("mcpops-list-");
        try
        {
            var path = Path.Combine(folder.FullName, "a,b.json");
            File.WriteAllText(path, "{}");
            var option = new ListOption("--from");
            Assert.Equal([path], new RootCommand { option }.Parse(["--from", path]).GetValue(option)!);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_word_that_is_none_is_refused_also_among_others()
    {
        var option = new ListOption("--state");
        option.AcceptOnly("Firing", "Muted");
        var verb = new RootCommand { option };
        Assert.Empty(verb.Parse(["--state", "Firing,Muted"]).Errors);
        Assert.Equal(["Firing", "Muted"], verb.Parse(["--state", "firing,MUTED"]).GetValue(option)!);
        Assert.Contains("'Nix'", Assert.Single(verb.Parse(["--state", "Firing,Nix"]).Errors).Message, StringComparison.Ordinal);
    }
}
