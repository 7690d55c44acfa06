using System.CommandLine;
using System.CommandLine.Parsing;

namespace McpOps.Cli.Output;

/// <summary>Options that say how long something may take: <c>30</c> (seconds), <c>30s</c>, <c>5m</c>, <c>2h</c>.</summary>
internal static class SecondsOption
{
    public static Option<double?> Create(string name, string description, double most = double.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "SECONDS",
        CustomParser = result => Read(result, name, most),
    };

    private static double? Read(ArgumentResult result, string name, double most)
    {
        var text = result.Tokens[0].Value;
        try
        {
            if (TimeLength.Parse(text).TotalSeconds is var seconds && (seconds <= 0 || seconds > most) && most < double.MaxValue)
            {
                result.AddError($"{name} takes seconds, more than 0 and at most {most}; not {text}.");
            }

            return seconds;
        }
        catch (McpOpsException exception)
        {
            result.AddError($"{name}: {exception.Message}");
            return null;
        }
    }
}
