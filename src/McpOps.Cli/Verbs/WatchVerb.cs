using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Monitoring;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops watch</c>: look again and again, remember, tell those who must know.</summary>
internal static class WatchVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("watch", "Watch the servers of the inventory: probe them at their intervals, keep history, and alert once and for a reason. All that it knows lies in the history, so a loop, a timer (--once) and a runbook come to the same end.");
        var names = new Argument<string[]>("SERVER") { Description = "Names of servers of the inventory, wildcards understood; all when omitted.", Arity = ArgumentArity.ZeroOrMore };
        var config = SharedOptions.ConfigPath();
        var history = MonitoringOptions.History();
        var once = new Option<bool>("--once") { Description = "Look once at each server and end: for timers, scheduled tasks and runbooks." };
        var every = MonitoringOptions.Duration("--every", "From one probe of a server to its next, such as 30s; what the inventory says when omitted, else 60s. With --once: how often the timer runs it.");
        var timeout = SharedOptions.Timeout("its own timeoutSeconds of the inventory, else 10,");
        var all = new Option<bool>("--all") { Description = "Write a record for each probe, not only for what changed." };
        var noSend = new Option<bool>("--no-send") { Description = "Send nothing; what would be sent stays in the outbox." };
        var output = SharedOptions.Output();
        verb.Add(names);
        foreach (var option in new Option[] { config, history, once, every, timeout, all, noSend, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new WatchOptions
            {
                Names = parsed.GetValue(names) ?? [],
                ConfigPath = parsed.GetValue(config),
                History = parsed.GetValue(history),
                Once = parsed.GetValue(once),
                Every = MonitoringOptions.Parse(parsed.GetValue(every), "--every"),
                Timeout = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                All = parsed.GetValue(all),
                NoSend = parsed.GetValue(noSend),
            };
            var records = new WatchEngine(console.Context).RunAsync(options, cancellationToken);
            await WriteAsync(console, parsed.GetValue(output), options.Once, records, cancellationToken);
            return ExitCodes.Done;
        });
        return verb;
    }

    // A loop has no end to wait for, so a table is written line by line.
    private static async Task WriteAsync(CliConsole console, OutputFormat format, bool once, IAsyncEnumerable<McpWatchRecord> records, CancellationToken cancellationToken)
    {
        if (once || format is OutputFormat.Ndjson or OutputFormat.Csv)
        {
            try
            {
                await ResultWriter.WriteStreamAsync(console, format, records, MonitoringColumns.Watch, cancellationToken);
            }
            catch (OperationCanceledException) when (!once)
            {
                // To end it is how a watch ends.
            }

            return;
        }

        try
        {
            await foreach (var record in records.WithCancellation(cancellationToken))
            {
                console.Out.WriteLine(format is OutputFormat.Json ? JsonText.OneLine(record) : console.Paint(MonitoringColumns.Line(record), MonitoringColumns.ColorOf(record)));
            }
        }
        catch (OperationCanceledException)
        {
            // To end it is how a watch ends.
        }
    }
}
