using McpOps.Cli.Completion;

namespace McpOps.Cli.Tests;

/// <summary>What a shell offers, asked of the command itself and of real shells.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-completion-");

    public CompletionTests() => File.WriteAllText(Inventory, """
        { "servers": {
            "web": { "url": "http://127.0.0.1:1/mcp", "backup": { "destination": "STORE", "sets": { "pages": { "paths": ["/srv/pages"] }, "plans": { "paths": ["/srv/plans"] } } } },
            "127.0.0.1:8000": { "url": "http://127.0.0.1:8000/mcp" }
        } }
        """.Replace("STORE", Store, StringComparison.Ordinal));

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private string Inventory => Path.Combine(_folder.FullName, "mcpops.json");

    private string Store => Path.Combine(_folder.FullName, "store");

    [Theory]
    [InlineData("hea", "health")]
    [InlineData("backup li", "list")]
    [InlineData("health --thro", "--throttle-limit")]
    [InlineData("health --output nd", "ndjson")]
    [InlineData("health --check to", "tools")]
    [InlineData("health --config-path INVENTORY w", "web")]
    [InlineData("tools --config-path INVENTORY 127", "127.0.0.1:8000")]
    [InlineData("call --config-path INVENTORY --server we", "web")]
    [InlineData("backup --config-path INVENTORY web --set pl", "plans")]
    [InlineData("completion z", "zsh")]
    public void A_word_is_completed(string line, string expected) =>
        Assert.Equal(expected, Assert.Single(Completions.Of(line.Replace("INVENTORY", Inventory, StringComparison.Ordinal).Split(' '))));

    [Fact]
    public void Every_verb_is_offered() => Assert.Equal(
        CommandLine.Create(new CliConsole(TextWriter.Null, TextWriter.Null, TextReader.Null)).Subcommands.Select(verb => verb.Name).Order(StringComparer.Ordinal),
        Completions.Of([""]).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("logs /var/log/sysl")]
    [InlineData("health -- mcp")]
    [InlineData("health --config-path /no/such/mcpops.json w")]
    public void Files_and_other_commands_are_left_to_the_shell(string line) => Assert.Empty(Completions.Of(line.Split(' ')));

    [Fact]
    public async Task Backups_are_offered_by_their_ids()
    {
        var made = await Cli.RunAsync("backup", "--path", Inventory, "--as", "web", "--store", Store, "--output", "json");
        Assert.True(made.Code == 0, made.Error);
        var offered = Completions.Of(["restore", "--config-path", Inventory, "we"]);
        Assert.StartsWith("web/", Assert.Single(offered), StringComparison.Ordinal);
        Assert.Equal(offered, Completions.Of(["backup", "verify", "--store", Store, "web"]));
    }

    [Theory]
    [InlineData("mcpops hea", "health")]
    [InlineData("mcpops backup ver", "verify")]
    [InlineData("mcpops health --config-path INVENTORY we", "web")]
    [InlineData("mcpops health --config-path INVENTORY 127.0.0.1:80", "8000")]
    public async Task In_bash(string line, string expected)
    {
        var bash = Require("bash");
        line = line.Replace("INVENTORY", Inventory, StringComparison.Ordinal);

        // As readline splits a line: at blanks and, by COMP_WORDBREAKS, around colons.
        var words = line.Replace(":", " : ", StringComparison.Ordinal);
        var script = $"source <(mcpops completion bash); COMP_LINE='{line}'; COMP_POINT={line.Length}; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _mcpops; printf '%s\\n' \"${{COMPREPLY[@]}}\"; complete -p mcpops";
        var lines = await RunAsync(bash, ["--norc", "-c", script]);
        Assert.Equal([expected, "complete -o bashdefault -o default -F _mcpops mcpops"], lines);
    }

    [Theory]
    [InlineData("mcpops hea", "health")]
    [InlineData("mcpops health --config-path INVENTORY 127", "127.0.0.1:8000")]
    public async Task In_zsh(string line, string expected)
    {
        // What zsh itself does with the words that it is given is not ours to test.
        var script = $"autoload -Uz compinit; compinit -D -u; source <(mcpops completion zsh); compadd() {{ print -rl -- $found }}; words=({line.Replace("INVENTORY", Inventory, StringComparison.Ordinal)}); CURRENT=$#words; _mcpops; print -r -- $_comps[mcpops]";
        Assert.Equal([expected, "_mcpops"], await RunAsync(Require("zsh"), ["-f", "-c", script]));
    }

    [Theory]
    [InlineData("mcpops hea", "health")]
    [InlineData("mcpops backup --config-path INVENTORY web --set pl", "plans")]
    public async Task In_fish(string line, string expected)
    {
        var lines = await RunAsync(Require("fish"), ["--no-config", "-c", $"mcpops completion fish | source; complete -C '{line.Replace("INVENTORY", Inventory, StringComparison.Ordinal)}'"]);
        Assert.Contains(expected, lines.Select(text => text.Split('\t')[0]));
    }

    [Theory]
    [InlineData("mcpops hea", "health")]
    [InlineData("mcpops health --config-path INVENTORY we", "web")]
    public async Task In_PowerShell(string line, string expected)
    {
        line = line.Replace("INVENTORY", Inventory, StringComparison.Ordinal);
        var script = $"mcpops completion pwsh | Out-String | Invoke-Expression; [System.Management.Automation.CommandCompletion]::CompleteInput('{line}', {line.Length}, $null).CompletionMatches.CompletionText";
        Assert.Equal([expected], await RunAsync(PowerShell.Program, ["-NoProfile", "-NonInteractive", "-Command", script]));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Require(string shell)
    {
        var found = Command.Find(shell);
        Assert.SkipUnless(found is not null, $"{shell} is not on the PATH.");
        return found!;
    }

    private async Task<string[]> RunAsync(string shell, string[] arguments)
    {
        var path = $"{Path.GetDirectoryName(Command.McpOps)}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        var result = await Command.RunAsync(shell, arguments, CancellationToken, _folder.FullName, new Dictionary<string, string>(PowerShell.Environment, StringComparer.Ordinal) { ["PATH"] = path, ["HOME"] = _folder.FullName });
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        return result.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
