using System.Text.RegularExpressions;
using McpOps.Auditing.Configurations;
using McpOps.Servers;

namespace McpOps.Auditing.Rules.Configurations;

/// <summary>A server that is started by a shell, with more rights, or by a command that nobody can read.</summary>
internal sealed partial class ShellWrapper : IServerRule
{
    public string Id => "CONF002";

    public string? Judge(McpServer server, LaunchLine? line)
    {
        if (line is null)
        {
            return null;
        }

        var words = string.Join(' ', line.Arguments);
        return line.Program switch
        {
            "sudo" or "doas" or "su" or "runas" => $"it is started by {line.Program}",
            "powershell" or "pwsh" when line.Arguments.Any(argument => Encoded().IsMatch(argument)) => "it is started by an encoded command",
            "sh" or "bash" or "zsh" or "dash" or "ksh" or "fish" when line.Arguments.Any(argument => argument.StartsWith('-') && !argument.StartsWith("--", StringComparison.Ordinal) && argument.Contains('c', StringComparison.Ordinal)) =>
                Fetched().IsMatch(words) ? "it fetches a script and runs it" : $"it is started by {line.Program} -c",
            // On Windows npx is a batch file: cmd /c before a runner is how clients start it, and adds nothing.
            "cmd" when line.Arguments.Any(argument => string.Equals(argument, "/c", StringComparison.OrdinalIgnoreCase)) && !Runner().IsMatch(words) => "it is started by cmd /c",
            _ => Fetched().IsMatch(words) ? "it fetches a script and runs it" : null,
        };
    }

    [GeneratedRegex(@"^-e(c|nc|ncodedcommand)?$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Encoded();

    [GeneratedRegex(@"\b(curl|wget|iwr|invoke-webrequest)\b[^|;&]*\|\s*(sudo\s+)?(\w*sh|python3?|node|iex|invoke-expression)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Fetched();

    [GeneratedRegex(@"^/c\s+(npx|bunx|uvx|pnpx|npm|node)\b[^&|<>]*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Runner();
}
