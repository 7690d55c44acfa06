using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Monitoring;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops metrics export</c>: the newest figures, for other monitoring.</summary>
internal static class MetricExportVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("export", "Hand the newest figures of the history to other monitoring: as a file for node_exporter's textfile collector, to standard output, or by OTLP to a receiver. No watch need run; counters go on over runs.");
        var names = new Argument<string[]>("SERVER") { Description = "Names of servers, wildcards understood; all of the inventory when omitted.", Arity = ArgumentArity.ZeroOrMore };
        var path = new Option<string?>("--path") { Description = "Put it in the place of this file at once, such as /var/lib/node_exporter/mcpops.prom. Standard output when omitted.", HelpName = "FILE" };
        var output = new Option<string>("--output", "-o") { Description = "prometheus (text format 0.0.4), openmetrics, ndjson (a JSON object a server, with a timestamp), or otlp: sent to a receiver of OpenTelemetry's protocol.", HelpName = "FORMAT", DefaultValueFactory = _ => MetricExportOptions.Formats[0] };
        output.AcceptOnlyFromAmong([.. MetricExportOptions.Formats]);
        var endpoint = new Option<string?>("--endpoint") { Description = "The receiver of otlp, such as http://127.0.0.1:4318. When omitted: $OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, $OTEL_EXPORTER_OTLP_ENDPOINT, else port 4318 of this machine.", HelpName = "URL" };
        var (config, history) = (SharedOptions.ConfigPath(), MonitoringOptions.History());
        verb.Add(names);
        foreach (var option in (Option[])[path, output, endpoint, config, history])
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new MetricExportOptions
            {
                Servers = parsed.GetValue(names) ?? [], Format = parsed.GetValue(output)!, Endpoint = parsed.GetValue(endpoint), Path = parsed.GetValue(path) is { Length: > 0 } file ? file : null,
                ConfigPath = parsed.GetValue(config), History = parsed.GetValue(history),
            };
            MetricExport.Check(options);
            if (options.Format is MetricExportOptions.Otlp)
            {
                var sent = await new MetricExport(console.Context).SendAsync(options, cancellationToken);
                console.Out.Write(sent.Message + "\n");
                return sent.Rejected > 0 ? ExitCodes.Partial : ExitCodes.Done;
            }

            var text = await new MetricExport(console.Context).ReadAsync(options, cancellationToken);
            if (options.Path is { } place)
            {
                await MetricExport.WriteAsync(place, text, cancellationToken);
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
