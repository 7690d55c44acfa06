using System.CommandLine;
using System.Runtime.CompilerServices;
using McpOps.Auditing.Tools;
using McpOps.Cli.Output;
using McpOps.Logs;
using McpOps.Monitoring;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops watch</c>: look again and again, remember, tell those who must know.</summary>
internal static class WatchVerb
{
    // As of health: it cannot be known how the servers are.
    private const int NobodyWatches = 3;

    // Who reads along and has not taken a record for so long is not waited for at the end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(CliConsole console)
    {
        var verb = new Command("watch", "Watch the servers of the inventory: probe them at their intervals, keep history, and alert once and for a reason. All that it knows lies in the history, so a loop, a timer (--once) and a runbook come to the same end. Exit codes: 0 done, 1 failed, 2 a single run could not measure, deliver or write down all, 64 usage.");
        var names = new Argument<string[]>("SERVER") { Description = "Names of servers of the inventory, wildcards understood; all when omitted.", Arity = ArgumentArity.ZeroOrMore };
        var config = SharedOptions.ConfigPath();
        var history = MonitoringOptions.History();
        var once = new Option<bool>("--once") { Description = "Look once at each server and end: for timers, scheduled tasks and runbooks." };
        var every = MonitoringOptions.Duration("--every", "From one probe of a server to its next, such as 30s; what the inventory says when omitted, else 60s. With --once: how often the timer runs it.");
        var timeout = SharedOptions.Timeout("its own timeoutSeconds of the inventory, else 10,");
        var all = new Option<bool>("--all") { Description = "Write a record for each probe, not only for what changed." };
        var noSend = new Option<bool>("--no-send") { Description = "Send nothing; what would be sent stays in the outbox." };
        var status = new Option<bool>("--status") { Description = "Say how the watch is: when it ran last, what fires, what waits in the outbox. Exit codes: 0 it watches and delivers, 1 a channel fails or there are dead letters, 3 nobody watches." };
        var accept = new Option<bool>("--accept") { Description = "Take what the servers offer now for what they should offer (tools, versions). What mcpops.lock.json names is accepted with mcpops audit --accept." };
        var replay = new Option<string?>("--replay") { Description = "Judge the history since this time (or so long ago, such as 7d) by the inventory's rules as they are now, and say what would have been sent.", HelpName = "TIME" };
        var output = SharedOptions.Output();
        var listen = new ListenArguments();
        verb.Add(names);
        foreach (var option in (Option[])[config, history, once, every, timeout, all, noSend, status, accept, replay, .. listen.Options, output])
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
                Texts = new ToolTexts(console.Context.Time),
            };
            var format = parsed.GetValue(output);
            if (parsed.GetValue(status))
            {
                var report = await new WatchReport(console.Context).ReadAsync(new AlertQuery { ConfigPath = options.ConfigPath, History = options.History }, cancellationToken);
                ResultWriter.WriteOne(console, format, report, MonitoringColumns.Status);
                return report.Stale ? NobodyWatches : report.Failing.Count > 0 || report.DeadLetters > 0 ? ExitCodes.Failed : ExitCodes.Done;
            }

            if (parsed.GetValue(accept))
            {
                var accepted = await new AlertDesk(console.Context).AcceptAsync(new AlertQuery { Servers = options.Names, ConfigPath = options.ConfigPath, History = options.History }, cancellationToken);
                ResultWriter.WriteAll(console, format, accepted, MonitoringColumns.Accepted);
                return ExitCodes.Done;
            }

            if (parsed.GetValue(replay) is { } since)
            {
                await ReplayAsync(console, format, options, since, cancellationToken);
                return ExitCodes.Done;
            }

            var (context, hands) = (console.Context, new Hands());
            await using var page = await listen.StartAsync(parsed, options, console, context, cancellationToken);
            var records = hands.Over(new WatchEngine(context).RunAsync(options with { Board = page?.Board }, cancellationToken), cancellationToken);
            await EndsAsync(Task.Run(() => WriteAsync(console, format, options.Once, records, cancellationToken), CancellationToken.None), hands, cancellationToken);
            return options.Once && WatchEngine.Undone.Any(console.HasReported) ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }

    // The watch ends by itself; who reads along and stopped reading is not waited for.
    private static async Task EndsAsync(Task writing, Hands hands, CancellationToken cancellationToken)
    {
        await Task.WhenAny(writing, Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));
        while (!writing.IsCompleted)
        {
            if (hands.HeldFor > Patience)
            {
                return;
            }

            await Task.WhenAny(writing, Task.Delay(100, CancellationToken.None));
        }

        await writing;
    }

    private static async Task ReplayAsync(CliConsole console, OutputFormat format, WatchOptions options, string since, CancellationToken cancellationToken)
    {
        var from = LogPeriod.Parse(since, null, null, null, TimeZoneInfo.Local, console.Context.Time).Since!.Value;
        var replay = await new WatchReplay(console.Context).RunAsync(new ReplayOptions { Names = options.Names, ConfigPath = options.ConfigPath, History = options.History, Since = from }, cancellationToken);
        if (format is not OutputFormat.Table)
        {
            ResultWriter.WriteOne(console, format, replay, MonitoringColumns.Replay);
            return;
        }

        ResultWriter.WriteAll(console, format, replay.Events, MonitoringColumns.Watch);
        console.Out.WriteLine(replay.Message);
    }

    // A loop has no end to wait for, so a table is written line by line.
    private static async Task WriteAsync(CliConsole console, OutputFormat format, bool once, IAsyncEnumerable<McpWatchRecord> records, CancellationToken cancellationToken)
    {
        if (once || format is OutputFormat.Ndjson or OutputFormat.Csv)
        {
            try
            {
                if (once && format is OutputFormat.Table)
                {
                    await WriteOnceAsync(console, records, cancellationToken);
                    return;
                }

                await ResultWriter.WriteStreamAsync(console, format, records, MonitoringColumns.Watch, cancellationToken, endless: !once);
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

    // An empty table would leave open whether all is well, or nobody looked.
    private static async Task WriteOnceAsync(CliConsole console, IAsyncEnumerable<McpWatchRecord> records, CancellationToken cancellationToken)
    {
        var all = new List<McpWatchRecord>();
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            all.Add(record);
        }

        if (all.Count > 0)
        {
            ResultWriter.WriteAll(console, OutputFormat.Table, all, MonitoringColumns.Watch);
        }
        else
        {
            console.Out.WriteLine("This run looked at no server: another run does just now, or a watch that runs on and on. 'mcpops watch --status' says how it is.");
        }
    }

    /// <summary>Hands records over, and knows for how long the last one has not been taken.</summary>
    private sealed class Hands
    {
        private long _since;

        /// <summary>For how long a record has been in the hands of who writes; zero while none is.</summary>
        public TimeSpan HeldFor => Volatile.Read(ref _since) is var since and not 0 ? TimeSpan.FromMilliseconds(Environment.TickCount64 - since) : TimeSpan.Zero;

        public async IAsyncEnumerable<McpWatchRecord> Over(IAsyncEnumerable<McpWatchRecord> records, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var record in records.WithCancellation(cancellationToken))
            {
                Volatile.Write(ref _since, Environment.TickCount64);
                yield return record;
                Volatile.Write(ref _since, 0);
            }
        }
    }
}
