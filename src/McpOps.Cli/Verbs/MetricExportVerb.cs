using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Monitoring;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops metrics export</c>: the newest figures, for other monitoring.</summary>
internal static class MetricExportVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("export", "Hand the newest figures of the history to other monitoring: as a file for node_exporter's textfile collector, or to standard output. No watch need run; counters go on over runs.");
        var names = new Argument<string[]>("SERVER") { Description = "Names of servers, wildcards understood; all of the inventory when omitted.", Arity = ArgumentArity.ZeroOrMore };
        var path = new Option<string?>("--path") { Description = "Put it in the place of this file at once, such as /var/lib/node_exporter/mcpops.prom. Standard output when omitted.", HelpName = "FILE" };
        var output = new Option<string>("--output", "-o") { Description = "prometheus (text format 0.0.4), openmetrics, or ndjson (a JSON object a server, with a timestamp).", HelpName = "FORMAT", DefaultValueFactory = _ => MetricExportOptions.Formats[0] };
        output.AcceptOnlyFromAmong([.. MetricExportOptions.Formats]);
        var (config, history) = (SharedOptions.ConfigPath(), MonitoringOptions.History());
        verb.Add(names);
        foreach (var option in (Option[])[path, output, config, history])
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new MetricExportOptions { Servers = parsed.GetValue(names) ?? [], Format = parsed.GetValue(output)!, ConfigPath = parsed.GetValue(config), History = parsed.GetValue(history) };
            var text = await new MetricExport(console.Context).ReadAsync(options, cancellationToken);
            if (parsed.GetValue(path) is { Length: > 0 } file)
            {
                await MetricExport.WriteAsync(file, text, cancellationToken);
            }
            else
            {
                console.Out.Write(text);
            }

            return ExitCodes.Done;
        });
        return verb;
    }
}
