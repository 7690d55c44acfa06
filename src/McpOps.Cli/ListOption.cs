using System.CommandLine;

namespace McpOps.Cli;

/// <summary>An option that takes several values: given several times, or joined by commas, as <c>--host</c> takes hosts.</summary>
internal sealed class ListOption : Option<string[]>
{
    private string[] _words = [];

    /// <summary>Makes it.</summary>
    /// <param name="name">The option.</param>
    /// <param name="aliases">What it is called too.</param>
    public ListOption(string name, params string[] aliases)
        : base(name, aliases)
    {
        CustomParser = result => [.. result.Tokens.SelectMany(token => Values(token.Value)).Select(value => _words.FirstOrDefault(word => word.Equals(value, StringComparison.OrdinalIgnoreCase)) ?? value)];

        // No value would be taken for all that there are.
        Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens.All(token => Values(token.Value).Length == 0))
            {
                result.AddError($"{name} names nothing: '{result.Tokens[0].Value}'. Give it a value, or leave it out.");
            }
        });
    }

    /// <summary>Refuses all but these words, in whatever case they are written.</summary>
    public void AcceptOnly(params string[] words)
    {
        _words = words;
        CompletionSources.Add(words);
        Validators.Add(result =>
        {
            if (result.Tokens.SelectMany(token => Values(token.Value)).FirstOrDefault(value => !words.Contains(value, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            {
                result.AddError($"Argument '{unknown}' not recognized. Must be one of: {string.Join(", ", words.Select(word => $"'{word}'"))}");
            }
        });
    }

    // A file may have a comma in its name.
    private static string[] Values(string text) => File.Exists(text) || Directory.Exists(text) ? [text] : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
