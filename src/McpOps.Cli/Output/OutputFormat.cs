using System.CommandLine;
using System.Globalization;

namespace McpOps.Cli.Output;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    Table,
    Json,
    Ndjson,
    Csv,
}

/// <summary>Options that many verbs share.</summary>
internal static class SharedOptions
{
    public static Option<OutputFormat> Output() => new("--output", "-o")
    {
        Description = "How results are written: table, json, ndjson (one object a line) or csv; table when omitted.",
        HelpName = "FORMAT",
    };

    /// <summary>The option <c>--config-path</c>.</summary>
    public static Option<string?> ConfigPath() => new("--config-path", "--config")
    {
        Description = "The inventory; ./mcpops.json, then the user's and the machine's folder when omitted.",
        HelpName = "PATH",
    };

    /// <summary>The option <c>--timeout</c>.</summary>
    /// <param name="otherwise">What holds when it is omitted.</param>
    public static Option<double?> Timeout(string otherwise)
    {
        var option = new Option<double?>("--timeout")
        {
            Description = $"Seconds that one server may take; {otherwise} when omitted.",
            HelpName = "SECONDS",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var seconds) && !(seconds is > 0 and <= LongestTimeout))
            {
                result.AddError($"--timeout takes seconds, more than 0 and at most {LongestTimeout}; not {result.Tokens[0].Value}.");
            }
        });
        return option;
    }

    private const int LongestTimeout = 86400;
}
