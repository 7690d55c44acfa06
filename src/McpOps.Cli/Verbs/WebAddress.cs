using System.CommandLine.Parsing;

namespace McpOps.Cli.Verbs;

/// <summary>Reads an http or https address from the command line.</summary>
internal static class WebAddress
{
    public static Uri? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TryParse(text, out var uri))
        {
            return uri;
        }

        result.AddError($"'{text}' is no address that begins with http:// or https://.");
        return null;
    }

    public static Uri[] ParseMany(ArgumentResult result)
    {
        var addresses = new List<Uri>();
        foreach (var token in result.Tokens)
        {
            if (TryParse(token.Value, out var uri))
            {
                addresses.Add(uri!);
            }
            else
            {
                result.AddError($"'{token.Value}' is no address that begins with http:// or https://.");
            }
        }

        return [.. addresses];
    }

    public static bool TryParse(string text, out Uri? uri) => Uri.TryCreate(text, UriKind.Absolute, out uri) && uri.Scheme is "http" or "https";
}
