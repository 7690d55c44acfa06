using McpOps.Servers;

namespace McpOps.Logs;

/// <summary>Tells at a glance that a message holds no secret, as nearly all messages do not: none of the words is in it that <see cref="Redaction.MaskText"/> goes by.</summary>
internal static class SecretWords
{
    // A part of each word that is enough, words of like bytes in one bucket.
    private static readonly PhraseScanner Words = new(
    [
        Bucket("pass", "pwd", "pw=", "pw:", "pw ", "pw\"", "pw'", "pw\\", "pat", "pin ", "pin:"),
        Bucket("secr", "nstr", "n-st", "n_st"),
        Bucket("oken", "edis"),
        Bucket("key", "eyj", "akia", "aiza"),
        Bucket("rede", "code", "ooki", "curl", "wget"),
        Bucket("auth", "atab", "asic", "eare"),
        Bucket("sig", "sk-", "sk_", "rk_", "hf_", "npm_", "dsn", "mysql", "mariad"),
        Bucket("jwt", "ongo", "stgr", "hub_", "xox", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    ]);

    /// <summary>Whether a secret may stand in a message.</summary>
    public static bool MayStandIn(ReadOnlySpan<byte> message) => message.Contains((byte)'@') || Words.IsIn(message);

    private static Phrase[] Bucket(params string[] words) => [.. words.Select(word => Phrase.Of("Secret", word))];
}
