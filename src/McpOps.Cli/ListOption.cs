using System.CommandLine;

namespace McpOps.Cli;

/// <summary>An option that takes several values: given several times, or joined by commas, as <c>--host</c> takes hosts.</summary>
internal sealed class ListOption : Option<string[]>
{
    /// <summary>Makes it.</summary>
    /// <param name="name">The option.</param>
    /// <param name="aliases">What it is called too.</param>
    public ListOption(string name, params string[] aliases)
        : base(name, aliases)
    {
        CustomParser = result => [.. result.Tokens.SelectMany(token => Values(token.Value))];
    }

    /// <summary>Refuses all but these words.</summary>
    public void AcceptOnly(params string[] words)
    {
        CompletionSources.Add(words);
        Validators.Add(result =>
        {
            if (result.Tokens.SelectMany(token => Values(token.Value)).FirstOrDefault(value => !words.Contains(value, StringComparer.Ordinal)) is { } unknown)
            {
                result.AddError($"Argument '{unknown}' not recognized. Must be one of: {string.Join(", ", words.Select(word => $"'{word}'"))}");
            }
        });
    }

    // A file may have a comma in its name.
    private static string[] Values(string text) => File.Exists(text) || Directory.Exists(text) ? [text] : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
