namespace McpOps.Logs.Templates;

/// <summary>What a word of a masked message looks like.</summary>
internal static class TemplateWords
{
    private static readonly string[] ErrorEndings = ["Error", "Exception", "Timeout", "Failure", "Interrupt", "Refused", "Denied"];

    /// <summary>It tells what is done: <c>opened</c>, <c>Starting</c>.</summary>
    public static bool IsVerb(string word) =>
        word.Length > 3 && (word.EndsWith("ed", StringComparison.Ordinal) || word.EndsWith("ing", StringComparison.Ordinal)) && word.All(char.IsAsciiLetter);

    /// <summary>It names a kind of error: another error is another statement.</summary>
    public static bool IsErrorName(string word) => Array.Exists(ErrorEndings, ending => word.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>It is a name rather than a word of the language: dots, dashes and such, or capitals within.</summary>
    public static bool IsName(string word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] is '_' or '.' or '/' or '$' or '@' or '-' || (i > 0 && char.IsAsciiLetterUpper(word[i]) && char.IsAsciiLetterLower(word[i - 1])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>It is the dotted name of a class, package or service.</summary>
    public static bool IsDottedName(string word) => word.Count(value => value == '.') > 1;

    /// <summary>They are the same name with different numbers: <c>eth0</c> and <c>eth1</c>. <c>IPv4</c> and <c>IPv6</c> are two names.</summary>
    public static bool AreNumbered(List<string> words) =>
        words.TrueForAll(word => char.IsAsciiDigit(word[^1]) && word.AsSpan(0, word.Length - 1).SequenceEqual(words[0].AsSpan(0, words[0].Length - 1))) && words[0][^2] is not ('v' or 'V');
}
