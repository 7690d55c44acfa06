using System.Text;

namespace McpOps.Logs.Summaries;

/// <summary>A phrase that an attack, or an attempt to get in, leaves in a log.</summary>
/// <param name="Kind">What it points to.</param>
/// <param name="Bytes">The phrase in small letters.</param>
/// <param name="Print">Where in it the three bytes stand that the filter looks for: those that ordinary text has least.</param>
internal sealed record SuspiciousPhrase(string Kind, byte[] Bytes, int Print);

/// <summary>The phrases; the patterns of attacks are those that the OWASP core rule set looks for first.</summary>
internal static class SuspiciousPhrases
{
    public const string FailedLogin = "FailedLogin";
    public const string Traversal = "Traversal";
    public const string Injection = "Injection";
    public const string Denied = "Denied";

    public static readonly SuspiciousPhrase[] All =
    [
        Phrase(FailedLogin, "failed password", "d p"),
        Phrase(FailedLogin, "authentication fail", "n f"),
        Phrase(FailedLogin, "invalid user ", "d u"),
        Phrase(FailedLogin, "failed login", "d l"),
        Phrase(FailedLogin, "login failed", "n f"),
        Phrase(FailedLogin, "invalid credentials", "d c"),
        Phrase(FailedLogin, "invalid api key", "i k"),
        Phrase(Traversal, "../", "../"),
        Phrase(Traversal, "..\\", "..\\"),
        Phrase(Traversal, "%2e%2e", "%2e"),
        Phrase(Traversal, "/etc/passwd", "/pa"),
        Phrase(Injection, "union select", "n s"),
        Phrase(Injection, "' or '1'='1", "'='"),
        Phrase(Injection, " or 1=1", "1=1"),
        Phrase(Injection, "<script", "<sc"),
        Phrase(Injection, "%3cscript", "%3c"),
        Phrase(Injection, "${jndi:", "${j"),
        Phrase(Injection, "drop table", "p t"),
        Phrase(Injection, "ignore previous instructions", "s i"),
    ];

    private static SuspiciousPhrase Phrase(string kind, string text, string print) => new(kind, Encoding.ASCII.GetBytes(text), text.IndexOf(print, StringComparison.Ordinal));
}
