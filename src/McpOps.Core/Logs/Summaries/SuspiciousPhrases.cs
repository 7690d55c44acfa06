namespace McpOps.Logs.Summaries;

/// <summary>The phrases that an attack, or an attempt to get in, leaves in a log; the patterns of attacks are those that the OWASP core rule set looks for first.</summary>
internal static class SuspiciousPhrases
{
    public const string FailedLogin = "FailedLogin";
    public const string Traversal = "Traversal";
    public const string Injection = "Injection";
    public const string Denied = "Denied";

    /// <summary>The phrases by bucket of the filter.</summary>
    public static readonly Phrase[][] Buckets =
    [
        [Phrase.Of(FailedLogin, "failed password", "d pa"), Phrase.Of(FailedLogin, "invalid user ", "d us"), Phrase.Of(FailedLogin, "invalid credentials", "d cr"), Phrase.Of(FailedLogin, "failed login", "d lo")],
        [Phrase.Of(FailedLogin, "authentication fail", "n fa"), Phrase.Of(FailedLogin, "login failed", "n fa")],
        [Phrase.Of(FailedLogin, "invalid api key", "pi k"), Phrase.Of(Injection, "drop table", "p ta")],
        [Phrase.Of(Traversal, "../", "../"), Phrase.Of(Traversal, "..\\", "..\\")],
        [Phrase.Of(Traversal, "%2e%2e", "e%2e"), Phrase.Of(Injection, "%3cscript", "%3cs")],
        [Phrase.Of(Traversal, "/etc/passwd", "c/pa"), Phrase.Of(Injection, "<script", "<scr")],
        [Phrase.Of(Injection, "' or '1'='1", "'1'="), Phrase.Of(Injection, " or 1=1", " 1=1"), Phrase.Of(Injection, "${jndi:", "${jn")],
        [Phrase.Of(Injection, "union select", "n se"), Phrase.Of(Injection, "ignore previous instructions", "s in")],
    ];
}
