using System.CommandLine;

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
    public static Option<double?> Timeout(string otherwise) =>
        SecondsOption.Create("--timeout", $"Seconds that one server may take; {otherwise} when omitted.", LongestTimeout);

    private const int LongestTimeout = 86400;
}
