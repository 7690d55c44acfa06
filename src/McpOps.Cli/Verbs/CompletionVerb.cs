using System.CommandLine;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops completion</c>: the script by which a shell completes command lines.</summary>
internal static class CompletionVerb
{
    /// <summary>What the scripts call: <c>mcpops complete -- WORD…</c>. No verb, for people do not type it.</summary>
    public const string Callback = "complete";

    private static readonly string[] Shells = ["bash", "zsh", "fish", "pwsh"];

    public static Command Create(CliConsole console)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong(Shells);
        var verb = new Command("completion", "Print a script that completes mcpops in a shell, such as: source <(mcpops completion bash)") { shell };
        verb.SetAction(parsed =>
        {
            using var script = new StreamReader(typeof(CompletionVerb).Assembly.GetManifestResourceStream($"completion:{parsed.GetValue(shell)}")!);
            console.Out.Write(script.ReadToEnd());
            return ExitCodes.Done;
        });
        return verb;
    }
}
