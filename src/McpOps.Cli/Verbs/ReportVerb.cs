using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Logs;
using McpOps.Maintenance.Reports;
using McpOps.Monitoring;
using McpOps.Reporting;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops report</c>: what an owner wants to know of a day, a week, a month.</summary>
internal static class ReportVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("report", "Make the report of a day, a week, a month, or any time: verdict, changes, what needs a person, targets, and each server. Exit codes: 0 done, 1 failed, 2 something could not be read (the report says what) or sent, 64 usage.");
        var period = new Argument<string?>("PERIOD") { Description = "daily (the day before), weekly (Monday to Sunday) or monthly (the calendar month): the last one that is over. Daily when omitted; with --since just a name.", Arity = ArgumentArity.ZeroOrOne };
        period.CompletionSources.Add([.. ReportPeriod.All]);
        var names = new Argument<string[]>("SERVER") { Description = "Names of servers, wildcards understood; all of the inventory when omitted.", Arity = ArgumentArity.ZeroOrMore };
        var since = new Option<string?>("--since") { Description = "The beginning: a time, or an age such as 24h.", HelpName = "TIME" };
        var until = new Option<string?>("--until") { Description = "The end: a time, or an age; now when omitted.", HelpName = "TIME" };
        var path = new Option<string?>("--path") { Description = "Write the report to this file, whose ending says the format: .html, .md, .json or .csv. Standard output when omitted.", HelpName = "FILE" };
        var output = new Option<string?>("--output", "-o") { Description = "html, markdown, json, csv or mail (the body of a mail); markdown when neither this nor --path is given.", HelpName = "FORMAT" };
        output.AcceptOnlyFromAmong([.. ReportFormats.All]);
        var channel = new ListOption("--channel") { Description = "Send it to this channel of the inventory; may be given several times, or with commas. A mail has it as body and attached.", HelpName = "NAME" };
        var from = new ListOption("--from") { Description = "Join reports that were written as JSON, such as those of several hosts, instead of reading here; may be given several times, or with commas.", HelpName = "FILE" };
        var (config, history) = (SharedOptions.ConfigPath(), MonitoringOptions.History());
        verb.Add(period);
        verb.Add(names);
        foreach (var option in new Option[] { since, until, from, path, output, channel, config, history })
        {
            verb.Add(option);
        }

        verb.Validators.Add(result =>
        {
            if (result.GetResult(from) is not null && new[] { result.GetResult(period) is { Tokens.Count: > 0 }, result.GetResult(since) is not null, result.GetResult(until) is not null, result.GetResult(history) is not null }.Any(given => given))
            {
                result.AddError("Of what --from names all is taken: leave out PERIOD, SERVER, --since, --until and --history.");
            }
        });
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var time = LogPeriod.Parse(parsed.GetValue(since), parsed.GetValue(until), null, null, TimeZoneInfo.Local, console.Context.Time);

            // Where the time is said by --since, the first word is a server unless it is a period.
            var word = parsed.GetValue(period);
            var isServer = word is not null && time.Since is not null && !ReportPeriod.All.Contains(word, StringComparer.Ordinal);
            var options = new ReportOptions
            {
                Period = isServer ? null : word, Servers = [.. isServer ? [word!] : Array.Empty<string>(), .. parsed.GetValue(names) ?? []], Since = time.Since, Until = time.Until, ConfigPath = parsed.GetValue(config), History = parsed.GetValue(history),
            };
            var (file, channels) = (parsed.GetValue(path), parsed.GetValue(channel) ?? []);
            var format = file is null ? parsed.GetValue(output) ?? ReportFormats.Markdown : ReportFile.FormatOf(file, parsed.GetValue(output));
            var report = parsed.GetValue(from) is { Length: > 0 } files ? ReportMerge.Join(await ReportFile.ReadAllAsync(files, cancellationToken), console.Context)
                : await new ReportReader(ProgressLine.For(console, OutputFormat.Table)).ReadAsync(options, cancellationToken);
            if (file is not null)
            {
                await ReportFile.WriteAsync(file, ReportFormats.Write(report, format), cancellationToken);
                console.Out.WriteLine(Path.GetFullPath(file));
            }
            else if (channels.Length == 0 || parsed.GetValue(output) is not null)
            {
                console.Out.Write(ReportFormats.Write(report, format));
            }

            var sent = await new ReportSender(console.Context).SendAsync(report, channels, options.ConfigPath, cancellationToken);
            foreach (var delivery in sent.Where(delivery => delivery.Outcome is not DeliveryOutcome.Sent))
            {
                console.WriteError($"error ReportNotSent: {ReportSender.NotSent(delivery)}");
            }

            return report.Limits.Count > 0 || sent.Any(delivery => delivery.Outcome is not DeliveryOutcome.Sent) ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }
}
