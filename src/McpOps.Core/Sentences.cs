namespace McpOps;

/// <summary>Puts what others said beside what we say: each stays a sentence of its own.</summary>
internal static class Sentences
{
    /// <summary>The text with a full stop, where it does not end already.</summary>
    public static string Ended(string text) => text.Length == 0 || text[^1] is '.' or '!' or '?' or ')' or '…' ? text : $"{text}.";
}
