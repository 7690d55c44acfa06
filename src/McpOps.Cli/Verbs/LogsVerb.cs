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
        var by = By("A row for each day or hour; file writes a summary of its own for each file.", "day", "hour", "file");
        var top = new Option<int>("--top") { Description = "How many errors, domains and so on are listed (1 to 1000).", DefaultValueFactory = _ => 10 };
        var state = LogMergeVerb.StateOption();
        var output = SharedOptions.Output();
        var verb = new Command("logs", "Sum up logs of any format: files, folders, wildcards, '-' for standard input, journald:UNIT, docker:CONTAINER, compose:PROJECT, kubernetes:POD.") { by, top, state, output };
        verb.Subcommands.Add(LogMergeVerb.Create(console, By("A row for each day or hour.", "day", "hour"), top));
        verb.Subcommands.Add(EntriesVerb(console));
        verb.Subcommands.Add(FollowVerb(console));
        select.AddTo(verb);
        select.AddTailTo(verb);
        var inventory = new InventoryLogs(verb);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            if (select.IsEmpty(parsed))
            {
                var all = select.Read(parsed, console) with { By = parsed.GetValue(by), Top = Math.Clamp(parsed.GetValue(top), 1, 1000) };
                return await inventory.SummarizeAsync(parsed, console, parsed.GetValue(output), all, parsed.GetValue(state), cancellationToken);
            }

            var options = select.Read(parsed, console) with { By = parsed.GetValue(by), Top = Math.Clamp(parsed.GetValue(top), 1, 1000) };
            if (options.Paths.FirstOrDefault(path => path is "rotate" or "clean" && !Path.Exists(path)) is { } word)
            {
                console.WriteError($"To {word} logs is a verb of its own: 'mcpops {word}'.");
            }

            await inventory.HintAsync(parsed, console, options.Paths, cancellationToken);
            if (options.By is "file")
            {
                var files = new List<McpLogSummary>();
                await foreach (var file in new LogReader(console.Context).SummarizeByFileAsync(options, cancellationToken))
                {
                    files.Add(file);
                }

                ResultWriter.WriteAll(console, parsed.GetValue(output), files, parsed.GetValue(output) is OutputFormat.Table ? LogOutput.FileColumns : LogOutput.SummaryColumns);
                return console.Notices > 0 ? ExitCodes.Partial : ExitCodes.Done;
            }

            // What writes the result is compiled while the files are read: of a second that is a tenth.
            _ = Task.Run(() => LogOutput.WriteSummary(new CliConsole(TextWriter.Null, TextWriter.Null, TextReader.Null), parsed.GetValue(output), LogReader.Merge([], "", options)), CancellationToken.None);
            var summary = await new LogReader(console.Context).SummarizeAsync(options, cancellationToken);
            LogMergeVerb.Write(console, parsed.GetValue(output), summary, parsed.GetValue(state));
            return console.Notices > 0 ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }

    private static Option<string?> By(string description, params string[] words)
    {
        var by = new Option<string?>("--by") { Description = description, HelpName = string.Join('|', words) };
        by.AcceptOnlyFromAmong(words);
        return by;
    }

    private static Command EntriesVerb(CliConsole console)
    {
        var select = new LogSelection();
        var output = SharedOptions.Output();
        var verb = new Command("entries", "Write the entries of logs, one by one.") { output };
        select.AddTo(verb);
        select.AddTailTo(verb);
        select.AddRawTo(verb);
        var inventory = new InventoryLogs(verb);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = select.Read(parsed, console);
            await inventory.HintAsync(parsed, console, options.Paths, cancellationToken);
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
            else
            {
                await inventory.HintAsync(parsed, console, options.Paths, cancellationToken);
            }

            // A table that never ends has no widths: each entry is a line.
            var batches = new LogReader(console.Context).FollowAsync(options, Math.Max(0, parsed.GetValue(tail)), wait: true, cancellationToken);
            await LogOutput.WriteFollowedAsync(console, parsed.GetValue(output), batches, cancellationToken);
            return ExitCodes.Done;
        });
        return verb;
    }
}
