using System.CommandLine;
using System.CommandLine.Parsing;
using McpOps.Cli.Completion;
using McpOps.Cli.Hosts;
using McpOps.Cli.Verbs;
using McpOps.Cli.Verbs.Backups;
using Microsoft.Extensions.Logging;

namespace McpOps.Cli;

/// <summary>The command <c>mcpops</c>: its verbs, and what every verb shares (errors, Ctrl-C, exit codes).</summary>
internal static class CommandLine
{
    private static readonly Verb[] Verbs =
    [
        new("demo", DemoVerb.Create),
        new("health", HealthVerb.Create),
        new("wait", WaitVerb.Create),
        new("watch", WatchVerb.Create),
        new("alerts", AlertsVerb.Create),
        new("metrics", MetricsVerb.Create),
        new("slo", SloVerb.Create),
        new("report", ReportVerb.Create),
        new("dashboard", DashboardVerb.Create),
        new("logs", LogsVerb.Create),
        new("capacity", CapacityVerb.Create),
        new("backup", BackupVerb.Create),
        new("restore", RestoreVerb.Create),
        new("audit", AuditVerb.Create),
        new("maintain", MaintainVerb.Create),
        new("schedule", ScheduleVerb.Create),
        new("restart", RestartVerb.Create),
        new("diagnose", DiagnoseVerb.Create),
        new("advise", AdviseVerb.Create),
        new("clean", CleanVerb.Create),
        new("rotate", RotateVerb.Create),
        new("database", DatabaseVerb.Create),
        new("serve", ServeVerb.Create),
        new("servers", ServersVerb.Create),
        new("init", InitVerb.Create),
        new("page", PageVerb.Create),
        new("tools", ToolsVerb.Create),
        new("call", CallVerb.Create),
        new("resources", ResourcesVerb.Create),
        new("prompts", PromptsVerb.Create),
        new("crawl", CrawlVerb.Create),
        new("completion", CompletionVerb.Create),
    ];

    private const string Verbose = "--verbose";
    private const string Debug = "--debug";

    /// <summary>The command with its verbs.</summary>
    /// <param name="console">Where they write.</param>
    /// <param name="verb">The verb that is called: the others are not made, for what they cost is most of the start. All of them when it is no verb.</param>
    public static Command Create(CliConsole console, string? verb = null)
    {
        var root = new Command("mcpops", "McpOps keeps MCP servers alive: find them, probe them, read their logs, back them up, learn how much they can take.");
        root.Add(new Option<bool>(Verbose) { Description = "Say on standard error what is tried: the inventory, addresses, formats.", Recursive = true });
        root.Add(new Option<bool>(Debug) { Description = "Say also what goes to a server and what comes back, secrets masked.", Recursive = true });
        if (verb is not "serve")
        {
            // There it is the address to listen on.
            root.Add(HostVerbs.Hosts());
            root.Add(HostVerbs.Timeout());
        }

        root.Add(CommonOptions.Help());
        root.Add(CommonOptions.Version());
        foreach (var one in Array.Find(Verbs, one => one.Name == verb) is { } called ? [called] : Verbs)
        {
            root.Add(one.Create(console));
        }

        return root;
    }

    public static async Task<int> RunAsync(string[] args, CliConsole console, CancellationToken cancellationToken = default)
    {
        if (args is [CompletionVerb.Callback, "--", .. var words])
        {
            foreach (var one in Completions.Of(words))
            {
                console.Out.WriteLine(one);
            }

            return ExitCodes.Done;
        }

        // Who asks for help with a verb that there is not is not helped by the help of all the others.
        if (args is [var verb, ..] && char.IsLetterOrDigit(verb, 0) && !Array.Exists(Verbs, one => one.Name == verb))
        {
            return Refuse(console, [UsageErrors.UnknownVerb(verb, Verbs.Select(one => one.Name))]);
        }

        // Who types the bare command wants to know what there is.
        var parsed = Create(console, args.FirstOrDefault()).Parse(args is [] ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            return Refuse(console, UsageErrors.Of(parsed));
        }

        var configuration = new InvocationConfiguration
        {
            Output = console.Out,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };

        try
        {
            UsageErrors.RejectOptions(parsed);
            console.LeastTold = parsed.GetValue<bool>(Debug) ? LogLevel.Debug : parsed.GetValue<bool>(Verbose) ? LogLevel.Information : LogLevel.None;
            if (parsed.GetResult(HostArguments.Option) is OptionResult { Tokens.Count: > 0 } && parsed.CommandResult.Command.Name is not "serve" && parsed.Action is not System.CommandLine.Help.HelpAction)
            {
                return await HostVerbs.RunAsync(console, args, parsed, new HostRunner(), cancellationToken);
            }

            var code = await parsed.InvokeAsync(configuration, cancellationToken);
            console.Finish?.Invoke();
            return code is ExitCodes.Done && console.LeftOut && parsed.CommandResult.Command.Name is not ("health" or "wait" or "slo") ? ExitCodes.Partial : code;
        }
        catch (McpOpsException exception)
        {
            console.WriteError($"error {exception.ErrorId}: {exception.Message}");
            return exception.Category is McpErrorCategory.InvalidArgument ? ExitCodes.Usage : parsed.CommandResult.Command.Name is "audit" ? AuditVerb.ExitCode(exception) : FailedAs(parsed);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (IOException exception) when (exception.Message.Contains("Broken pipe", StringComparison.Ordinal))
        {
            // The reader of a pipe, such as head, has seen enough.
            return ExitCodes.Done;
        }
        catch (Exception exception) when (SystemFault.Of(exception) is { } fault)
        {
            console.WriteError($"error {fault.ErrorId}: {fault.Message}");
            return FailedAs(parsed);
        }
        catch (Exception exception)
        {
            console.WriteError($"error Unexpected: {exception.GetType().Name}: {exception.Message} This is a fault of mcpops; please report it with the command that you ran.");
            return FailedAs(parsed);
        }
    }

    // Where 1 says something of servers, that nothing could be found out is 3.
    private static int FailedAs(ParseResult parsed) => parsed.CommandResult.Command.Name switch { "health" => HealthVerb.Unknown, "slo" => SloVerb.Unknown, _ => ExitCodes.Failed };

    private static int Refuse(CliConsole console, IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            console.WriteError($"error Usage: {message}");
        }

        console.WriteError("Try 'mcpops --help', or 'mcpops VERB --help'.");
        return ExitCodes.Usage;
    }

    private sealed record Verb(string Name, Func<CliConsole, Command> Create);
}
