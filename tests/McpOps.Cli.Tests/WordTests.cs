using System.Text.RegularExpressions;
using CliCommand = System.CommandLine.Command;

namespace McpOps.Cli.Tests;

/// <summary>A thing has one name: what a verb calls an option, its cmdlet calls a parameter (<c>--sample-percent</c>, <c>-SamplePercent</c>).</summary>
public sealed partial class WordTests
{
    // What is on one side only, by the nature of that side.
    private static readonly Dictionary<string, string> OnlyOptions = new(StringComparer.Ordinal)
    {
        ["--output"] = "records go through ConvertTo-Json and Export-Csv",
        ["--details"] = "records go through Select-Object -ExpandProperty Checks",
        ["--dry-run"] = "-WhatIf",
        ["--listen"] = "the command's alone: the module serves nothing over HTTP",
        ["--token"] = "of --listen",
        ["--public"] = "of --listen",
        ["--allow-host"] = "of --listen",
        ["--arg"] = "one pair of --arguments, for a shell has no hashtables",
        ["--state"] = "a summary has its State as a record; JSON has it only when it is asked for",
    };

    private static readonly Dictionary<string, string> OnlyParameters = new(StringComparer.Ordinal)
    {
        ["Command"] = "stands after --",
        ["ArgumentList"] = "stands after --",
        ["Environment"] = "a shell sets variables before a command",
        ["LiteralPath"] = "a shell expands wildcards itself",
        ["ArgumentsJson"] = "--arguments is JSON as it is",
        ["Wait"] = "the verb follow",
        ["WhatIf"] = "--dry-run, where a verb changes what is not easily undone",
        ["Confirm"] = "what is typed as a verb is meant",
        ["PassThru"] = "a verb always writes what it removed",
        ["ThrowOnError"] = "a verb ends with 1 when the tool reports a failure",
        ["InputObject"] = "records come through the pipeline; --from reads those of a file",
        ["Server"] = "records of servers come through the pipeline",
        ["As"] = "--output has these formats beside json",
        ["Quiet"] = "a Boolean for an if; a verb has its exit code",
    };

    // Second names of options, and what they are for.
    private static readonly Dictionary<string, string> SecondNames = new(StringComparer.Ordinal)
    {
        ["--config"] = "short for --config-path, as PowerShell takes -Config",
        ["--config-path"] = "the name that every other verb has for what init calls --path",
        ["--to"] = "short for --destination",
    };

    // A server is named by position or comes through the pipeline, which are two parameters; so are files.
    private static readonly Dictionary<string, string[]> Others = new(StringComparer.Ordinal)
    {
        ["SERVER"] = ["Server", "Name"],
        ["--server"] = ["Server", "Name"],
        ["FILE"] = ["Path", "InputObject"],
        ["MESSAGE"] = ["Message", "InputObject"],
    };

    /// <summary>The cmdlets that have verbs, as the README lists them.</summary>
    public static TheoryData<string, string[]> Rows => [.. Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")))
        .Select(row => (row.Groups["cmdlet"].Value, row.Groups["verb"].Captures.Select(verb => verb.Value).ToArray()))];

    [Fact]
    public void The_readme_has_a_row_for_each_cmdlet() => Assert.Equal(
        Directory.EnumerateFiles(Help, "*.md").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
        Rows.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_option_has_the_name_of_a_parameter(string cmdlet, string[] verbs)
    {
        var known = ParametersOf(cmdlet).Select(Plain).ToHashSet(StringComparer.Ordinal);
        var options = verbs.SelectMany(verb => Find(verb).Options).ToList();
        Assert.All(options.Select(option => option.Name).Except(OnlyOptions.Keys, StringComparer.Ordinal), name => Assert.Contains(Plain(name), known));
        Assert.All(options.SelectMany(option => option.Aliases).Where(name => name.StartsWith("--", StringComparison.Ordinal)), name => Assert.Contains(name, SecondNames.Keys));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_parameter_has_an_option_or_an_argument(string cmdlet, string[] verbs)
    {
        var found = verbs.Select(Find).ToList();
        var words = found.SelectMany(verb => verb.Options).Select(option => option.Name).Concat(found.SelectMany(verb => verb.Arguments).SelectMany(argument => argument.Name.Split('|')));
        var given = words.SelectMany(word => Others.GetValueOrDefault(word) ?? [word]).Select(Plain).ToHashSet(StringComparer.Ordinal);
        Assert.All(ParametersOf(cmdlet).Except(OnlyParameters.Keys, StringComparer.Ordinal), name => Assert.Contains(Plain(name), given));
    }

    [Fact]
    public void Every_option_that_the_documents_name_is_there()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "en-US"), "*.txt")).Append(Path.Combine(Repository.Root, "README.md"));
        var named = pages.SelectMany(page => Call().Matches(File.ReadAllText(page)).Select(call => (Page: Path.GetFileName(page), Verb: Longest(call.Groups["words"].Value.Split(' ')), Line: call.Value)))
            .SelectMany(call => Option().Matches(call.Line.Split(" -- ")[0]).Select(option => (call.Page, call.Line, Option: option.Value, IsThere: Has(call.Verb, option.Value))))
            .ToList();
        Assert.True(named.Count > 50, $"Only {named.Count} were found.");
        Assert.Empty(named.Where(option => !option.IsThere).Select(option => $"{option.Page}: {option.Line}: {option.Option}"));
    }

    private static bool Has(CliCommand verb, string option) => option is "--help" or "--version" or "--verbose" or "--debug" or "--host" or "--host-timeout" || verb.Options.Any(one => one.Name == option || one.Aliases.Contains(option));

    // What stands behind the verb, such as the name of a server, is none.
    private static CliCommand Longest(IEnumerable<string> words) => words.Aggregate(
        (Verb: Root(), IsOver: false),
        (found, word) => !found.IsOver && found.Verb.Subcommands.FirstOrDefault(one => one.Name == word) is { } next ? (next, false) : (found.Verb, true)).Verb;

    private static CliCommand Root() => CommandLine.Create(new CliConsole(TextWriter.Null, TextWriter.Null, TextReader.Null));

    private static string Help { get; } = Path.Combine(Repository.Root, "docs", "help");

    // PowerShell says Uri where everybody else says URL; -Url and -BaseUrl are aliases there.
    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant().Replace("url", "uri", StringComparison.Ordinal);

    private static CliCommand Find(string verb) => verb.Split(' ').Aggregate(
        Root(),
        (command, word) => command.Subcommands.Single(one => one.Name == word));

    /// <summary>What the help of a cmdlet says of its parameters; that it says so of each, the build of the module holds.</summary>
    private static IEnumerable<string> ParametersOf(string cmdlet) =>
        Parameter().Matches(File.ReadAllText(Path.Combine(Help, $"{cmdlet}.md"))).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"^\| `(?<cmdlet>\w+-Mcp\w+)` \|(?: `mcpops (?<verb>[a-z ]+)`,?)+ \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\bmcpops (?<words>[a-z]+( [a-z]+)*)[^`|;&\r\n]*", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Call();

    [GeneratedRegex(@"(?<=[ \[(])--[a-z][a-z-]*", RegexOptions.None, 2000)]
    private static partial Regex Option();

    [GeneratedRegex(@"^### -(?<name>\w+)\r?$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex Parameter();
}
