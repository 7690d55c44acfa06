using System.Reflection;

namespace McpOps.Cli.Hosts;

/// <summary>What is run on a host by ssh.</summary>
internal static class HostCommand
{
    /// <summary>The line before an answer, so that what a login writes by itself is told from it.</summary>
    public const string AnswerMark = "mcpops-answer";

    /// <summary>What stands before the version of the other side, in the first line of an answer.</summary>
    public const string VersionMark = "mcpops-version ";

    private const string SayVersion = "MCPOPS_SAY_VERSION";

    private const string WhereToolsLie = "$PATH:$HOME/.dotnet/tools:/usr/local/bin";

    // The host's own time is over before: ssh gives up by itself only where nobody is there any more to end it.
    private const int Beyond = 30;

    /// <summary>The arguments of ssh: nobody is asked for a password, and the connection has its own limit.</summary>
    /// <param name="host">The host.</param>
    /// <param name="words">The verb and its arguments.</param>
    /// <param name="timeout">How long the host may take.</param>
    public static IReadOnlyList<string> Of(string host, IReadOnlyList<string> words, TimeSpan timeout) =>
    [
        "-o", "BatchMode=yes", "-o", $"ConnectTimeout={(int)Math.Ceiling(timeout.TotalSeconds) + Beyond}", "-T", "--", host, Line(host, words),
    ];

    /// <summary>The line for the shell there. It needs a shell of POSIX. Records are told what the host is called here.</summary>
    public static string Line(string host, IReadOnlyList<string> words) =>
        $"PATH=\"{WhereToolsLie}\"; export PATH; MCPOPS_HOST={Quote(host)}; export MCPOPS_HOST; command -v mcpops >/dev/null || exit 127; echo {AnswerMark}; {SayVersion}=1; export {SayVersion}; exec mcpops {string.Join(' ', words.Select(Quote))}";

    /// <summary>Says the version first where it is asked for, by the run that answers: a second start would double what a host has to do. What it starts is not asked.</summary>
    /// <param name="output">Where the answer goes: opened only where it is asked for.</param>
    public static void SayVersionIfAsked(Func<TextWriter> output)
    {
        if (Environment.GetEnvironmentVariable(SayVersion) is null)
        {
            return;
        }

        Environment.SetEnvironmentVariable(SayVersion, null);
        output().WriteLine(VersionMark + OwnVersion);
    }

    /// <summary>The version of this command.</summary>
    public static string OwnVersion => typeof(HostCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>A word that the shell leaves as it is.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ':' or '=' or '@' or ',') ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
