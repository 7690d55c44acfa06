using System.Text;

namespace McpOps.Logs.Summaries;

/// <summary>A phrase that an attack, or an attempt to get in, leaves in a log.</summary>
/// <param name="Kind">What it points to.</param>
/// <param name="Bytes">The phrase in small letters.</param>
/// <param name="Print">Where in it the four bytes stand that the filter looks for: those that ordinary text has least.</param>
/// <param name="PrintLength">How many of the four there are.</param>
internal sealed record SuspiciousPhrase(string Kind, byte[] Bytes, int Print, int PrintLength);

/// <summary>The phrases; the patterns of attacks are those that the OWASP core rule set looks for first.</summary>
internal static class SuspiciousPhrases
{
    public const string FailedLogin = "FailedLogin";
    public const string Traversal = "Traversal";
    public const string Injection = "Injection";
    public const string Denied = "Denied";

    // By filter bucket: phrases of a bucket share signs, so that they do not add to each other's false alarms.
    public static readonly SuspiciousPhrase[][] Buckets =
    [
        [Phrase(FailedLogin, "failed password", "d pa"), Phrase(FailedLogin, "invalid user ", "d us"), Phrase(FailedLogin, "invalid credentials", "d cr"), Phrase(FailedLogin, "failed login", "d lo")],
        [Phrase(FailedLogin, "authentication fail", "n fa"), Phrase(FailedLogin, "login failed", "n fa")],
        [Phrase(FailedLogin, "invalid api key", "pi k"), Phrase(Injection, "drop table", "p ta")],
        [Phrase(Traversal, "../", "../"), Phrase(Traversal, "..\\", "..\\")],
        [Phrase(Traversal, "%2e%2e", "e%2e"), Phrase(Injection, "%3cscript", "%3cs")],
        [Phrase(Traversal, "/etc/passwd", "c/pa"), Phrase(Injection, "<script", "<scr")],
        [Phrase(Injection, "' or '1'='1", "'1'="), Phrase(Injection, " or 1=1", " 1=1"), Phrase(Injection, "${jndi:", "${jn")],
        [Phrase(Injection, "union select", "n se"), Phrase(Injection, "ignore previous instructions", "s in")],
    ];

    private static SuspiciousPhrase Phrase(string kind, string text, string print) => new(kind, Encoding.ASCII.GetBytes(text), text.IndexOf(print, StringComparison.Ordinal), print.Length);
}
