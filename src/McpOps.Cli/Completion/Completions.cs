namespace McpOps.Cli.Completion;

/// <summary>What may stand where a shell's cursor is.</summary>
internal static class Completions
{
    /// <summary>The words that a shell may offer, in the order in which they are offered; none where only the shell knows, as with files.</summary>
    /// <param name="words">What stands behind <c>mcpops</c>; the last is the word that is being written, and may be empty.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> words)
    {
        // Behind -- stands a command of somebody else.
        if (words.SkipLast(1).Contains("--", StringComparer.Ordinal))
        {
            return [];
        }

        var word = words.Count > 0 ? words[^1] : "";
        var root = CommandLine.Create(new CliConsole(TextWriter.Null, TextWriter.Null, TextReader.Null), words.Count > 1 ? words[0] : null);
        CompletionSources.AddTo(root);
        var line = string.Join(' ', words.Select(Quoted));
        return [.. root.Parse(line).GetCompletions(line.Length)
            .Select(item => item.InsertText ?? item.Label)
            .Where(text => text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (word.StartsWith('-') || !text.StartsWith('-')) && text is not ("-?" or "-h" or "/?" or "/h"))
            .Distinct(StringComparer.Ordinal)];
    }

    private static string Quoted(string word) => word.Length > 0 && word.Any(char.IsWhiteSpace) ? $"\"{word}\"" : word;
}
