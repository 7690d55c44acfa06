using System.CommandLine;
using McpOps.Monitoring;

namespace McpOps.Cli.Verbs;

/// <summary>Options that the verbs of monitoring share.</summary>
internal static class MonitoringOptions
{
    /// <summary>The option <c>--history</c>.</summary>
    public static Option<string?> History() => new("--history")
    {
        Description = "Where history is kept: a folder, or postgres://…; what the inventory says when omitted, else $MCPOPS_HISTORY, else the user's folder of state.",
        HelpName = "PLACE",
    };

    /// <summary>An option that takes a span of time.</summary>
    public static Option<string?> Duration(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "TIME" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && WatchTimes.Parse(result.Tokens[0].Value) is null)
            {
                result.AddError($"{name} takes a time such as 30s, 5m, 2h or 30d; not '{result.Tokens[0].Value}'.");
            }
        });
        return option;
    }

    public static TimeSpan? Parse(string? text, string option) => text is null ? null
        : WatchTimes.Parse(text) ?? throw new McpOpsException("InvalidTime", McpErrorCategory.InvalidArgument, $"{option} takes a time such as 30s, 5m, 2h or 30d; not '{text}'.");
}
