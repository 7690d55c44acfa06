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
        Description = "How results are written: table, json, ndjson (one object a line) or csv.",
        DefaultValueFactory = _ => OutputFormat.Table,
    };

    public static Option<double?> Timeout() => new("--timeout")
    {
        Description = "Seconds that one server may take.",
        HelpName = "SECONDS",
    };
}
