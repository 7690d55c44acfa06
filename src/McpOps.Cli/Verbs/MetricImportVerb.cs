using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Monitoring;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops metrics import</c>: take what another monitor has written.</summary>
internal static class MetricImportVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("import", "Take figures into the history that another monitor has written: JSON lines with a time and numbers.");
        var files = new Argument<string[]>("FILE") { Description = "Files of JSON objects with a time, such as \"timestamp\", and numbers.", Arity = ArgumentArity.OneOrMore };
        var server = new Option<string?>("--server") { Description = "The server that the figures are of; what each object names when omitted.", HelpName = "NAME" };
        var (config, history, output) = (SharedOptions.ConfigPath(), MonitoringOptions.History(), SharedOptions.Output());
        verb.Add(files);
        foreach (var option in new Option[] { server, config, history, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new MetricImportOptions { Paths = parsed.GetValue(files) ?? [], Server = parsed.GetValue(server), ConfigPath = parsed.GetValue(config), History = parsed.GetValue(history) };
            ResultWriter.WriteAll(console, parsed.GetValue(output), await new MetricImport(console.Context).RunAsync(options, cancellationToken), MonitoringColumns.Imports);
            return ExitCodes.Done;
        });
        return verb;
    }
}
