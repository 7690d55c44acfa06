using System.Text.RegularExpressions;

namespace McpOps;

/// <summary>Messages say what to do in the words of both front doors, side by side: 'mcpops init' (New-McpInventory), --force (-Force). Each door shows its own.</summary>
public static partial class Wording
{
    /// <summary>The message in the words of the command.</summary>
    /// <param name="message">The message.</param>
    public static string OfCommand(string message) => Choose(message, "command");

    /// <summary>The message in the words of the cmdlets.</summary>
    /// <param name="message">The message.</param>
    public static string OfCmdlets(string message) => Choose(message, "cmdlet");

    // On a machine that is too busy to find them in a second both are shown: no word is worth the message.
    private static string Choose(string message, string door)
    {
        try
        {
            return message is null || !message.Contains('(', StringComparison.Ordinal) ? message ?? "" : Pair().Replace(message, match => match.Groups[door].Value);
        }
        catch (RegexMatchTimeoutException)
        {
            return message;
        }
    }

    [GeneratedRegex(
        """
        (?<command>'[^'\r\n]*\bmcpops\b[^'\r\n]*')[ ]\((?<cmdlet>[^()\r\n]*\w-Mcp\w[^()\r\n]*)\)
        | (?<cmdlet>\b[A-Z]\w+-Mcp\w+)[ ]\((?<command>mcpops\b[^()\r\n]*)\)
        | (?<command>--[a-z][a-z-]*([ ][^\s()]+)?)[ ]\((?<cmdlet>-[A-Z]\w*([ ][^\s()]+)?)\)
        | (?<cmdlet>(?<![\w-])-[A-Z]\w*([ ][^\s()]+)?)[ ]\((?<command>--[a-z][a-z-]*([ ][^\s()]+)?)\)
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, 1000)]
    private static partial Regex Pair();
}
