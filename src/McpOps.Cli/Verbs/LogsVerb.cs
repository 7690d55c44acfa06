using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Logs;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops logs</c>: what happened?</summary>
internal static class LogsVerb
{
    public static Command Create(CliConsole console)
    {
        var select = new LogSelection();
        var by = new Option<string?>("--by") { Description = "A row for each day or hour.", HelpName = "day|hour" };
        by.AcceptOnlyFromAmong("day", "hour");
        var top = new Option<int>("--top") { Description = "How many errors, domains and so on are listed (1 to 1000).", DefaultValueFactory = _ => 10 };
        var state = LogMergeVerb.StateOption();
        var output = SharedOptions.Output();
        var verb = new Command("logs", "Sum up logs of any format: files, folders, wildcards, '-' for standard input, journald:UNIT, docker:CONTAINER.") { by, top, state, output };
        verb.Subcommands.Add(LogMergeVerb.Create(console, by, top));
        verb.Subcommands.Add(EntriesVerb(console));
        verb.Subcommands.Add(FollowVerb(console));
        select.AddTo(verb);
        var inventory = new InventoryLogs(verb);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            if (select.IsEmpty(parsed))
            {
                var all = select.Read(parsed, console) with { By = parsed.GetValue(by), Top = Math.Clamp(parsed.GetValue(top), 1, 1000) };
                return await inventory.SummarizeAsync(parsed, console, parsed.GetValue(output), all, cancellationToken);
            }

            var options = select.Read(parsed, console) with { By = parsed.GetValue(by), Top = Math.Clamp(parsed.GetValue(top), 1, 1000) };

            // What writes the result is compiled while the files are read: of a second that is a tenth.
            _ = Task.Run(() => JsonText.Pretty(LogReader.Merge([], "", options)), CancellationToken.None);
            var summary = await new LogReader(console.Context).SummarizeAsync(options, cancellationToken);
            LogMergeVerb.Write(console, parsed.GetValue(output), summary, parsed.GetValue(state));
            return console.Notices > 0 ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }

    private static Command EntriesVerb(CliConsole console)
    {
        var select = new LogSelection();
        var output = SharedOptions.Output();
        var verb = new Command("entries", "Write the entries of logs, one by one.") { output };
        select.AddTo(verb);
        select.AddRawTo(verb);
        var inventory = new InventoryLogs(verb);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = select.Read(parsed, console);
            var entries = select.IsEmpty(parsed) ? inventory.EntriesAsync(parsed, console, options, cancellationToken) : new LogReader(console.Context).ReadBatchesAsync(options, cancellationToken);
            await LogOutput.WriteEntriesAsync(console, parsed.GetValue(output), entries, cancellationToken);
            return console.Notices > 0 ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }

    private static Command FollowVerb(CliConsole console)
    {
        var select = new LogSelection();
        var tail = new Option<int>("--tail") { Description = "Begin with the last so many lines.", DefaultValueFactory = _ => LogReader.DefaultTail };
        var output = SharedOptions.Output();
        var verb = new Command("follow", "Write the last entries and what is added, through rotation, until Ctrl-C.") { tail, output };
        select.AddTo(verb);
        select.AddRawTo(verb);
        var inventory = new InventoryLogs(verb);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = select.Read(parsed, console);
            if (select.IsEmpty(parsed))
            {
                var servers = await inventory.FindAsync(parsed, console, cancellationToken);
                options = options with { Paths = [.. servers.SelectMany(server => server.LogSources())], Server = servers is [var one] ? one.Name : null };
            }

            // A table that never ends has no widths: each entry is a line.
            var batches = new LogReader(console.Context).FollowAsync(options, Math.Max(0, parsed.GetValue(tail)), wait: true, cancellationToken);
            await LogOutput.WriteFollowedAsync(console, parsed.GetValue(output), batches, cancellationToken);
            return ExitCodes.Done;
        });
        return verb;
    }
}
