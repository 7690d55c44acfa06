using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Logs;
using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops metrics</c>: what was it like?</summary>
internal static class MetricsVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("metrics", "Read figures of servers over time from the history. Exit codes: 0 read, 1 nothing, 2 something that was named is not there, 64 usage.");
        var names = new Argument<string[]>("SERVER") { Description = "Names of servers, wildcards understood; all of which there is history when omitted.", Arity = ArgumentArity.ZeroOrMore };
        var metric = new ListOption("--metric", "-m") { Description = "A figure, such as response; wildcards understood; may be given several times, or with commas. All when omitted.", HelpName = "NAME" };
        var since = new Option<string?>("--since") { Description = "Leave out what is older: a time, or an age such as 24h; a day before the end when omitted.", HelpName = "TIME" };
        var until = new Option<string?>("--until") { Description = "Leave out what is from this time on: a time or an age; now when omitted.", HelpName = "TIME" };
        var window = MonitoringOptions.Duration("--window", "One value for each stretch of this length, such as 5m; one for the whole time when omitted.");
        var statistic = new ListOption("--statistic") { Description = $"One of {string.Join(", ", McpRule.Statistics)}; may be given several times, or with commas. The mean when omitted.", HelpName = "NAME" };
        statistic.AcceptOnly([.. McpRule.Statistics]);
        var (config, history, output) = (SharedOptions.ConfigPath(), MonitoringOptions.History(), SharedOptions.Output());
        verb.Add(names);
        foreach (var option in new Option[] { metric, since, until, window, statistic, config, history, output })
        {
            verb.Add(option);
        }

        verb.Add(MetricImportVerb.Create(console));
        verb.Add(MetricExportVerb.Create(console));
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var period = LogPeriod.Parse(parsed.GetValue(since), parsed.GetValue(until), null, null, TimeZoneInfo.Local, console.Context.Time);
            var query = new MetricQuery
            {
                Servers = parsed.GetValue(names) ?? [],
                Metrics = parsed.GetValue(metric) ?? [],
                Since = period.Since,
                Until = period.Until,
                Window = MonitoringOptions.Parse(parsed.GetValue(window), "--window"),
                Statistics = parsed.GetValue(statistic) ?? [],
                ConfigPath = parsed.GetValue(config),
                History = parsed.GetValue(history),
            };
            var (format, read) = (parsed.GetValue(output), new MetricReader(console.Context).ReadAsync(query, cancellationToken));
            await ResultWriter.WriteStreamAsync(console, format, format is OutputFormat.Table ? MetricFold.OfAsync(read, cancellationToken) : read, MonitoringColumns.Metrics, cancellationToken, endless: true);
            return console.HasReported("MetricNotFound") ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }
}
