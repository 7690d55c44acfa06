using System.CommandLine;
using McpOps.Cli.Verbs;
using McpOps.Cli.Verbs.Backups;

namespace McpOps.Cli;

/// <summary>The command <c>mcpops</c>: its verbs, and what every verb shares (errors, Ctrl-C, exit codes).</summary>
internal static class CommandLine
{
    private static readonly IReadOnlyList<(string Name, Func<CliConsole, Command> Create)> Verbs =
    [
        ("demo", DemoVerb.Create),
        ("health", HealthVerb.Create),
        ("logs", LogsVerb.Create),
        ("capacity", CapacityVerb.Create),
        ("backup", BackupVerb.Create),
        ("restore", RestoreVerb.Create),
        ("audit", AuditVerb.Create),
        ("serve", ServeVerb.Create),
        ("servers", ServersVerb.Create),
        ("init", InitVerb.Create),
        ("page", PageVerb.Create),
        ("tools", ToolsVerb.Create),
        ("call", CallVerb.Create),
        ("crawl", CrawlVerb.Create),
    ];

    /// <summary>The command with its verbs.</summary>
    /// <param name="console">Where they write.</param>
    /// <param name="verb">The verb that is called: the others are not made, for what they cost is most of the start. All of them when it is no verb.</param>
    public static RootCommand Create(CliConsole console, string? verb = null)
    {
        var root = new RootCommand("McpOps keeps MCP servers alive: find them, probe them, read their logs, back them up, learn how much they can take.");
        foreach (var (_, create) in Verbs.Any(one => one.Name == verb) ? Verbs.Where(one => one.Name == verb) : Verbs)
        {
            root.Add(create(console));
        }

        return root;
    }

    public static async Task<int> RunAsync(string[] args, CliConsole console, CancellationToken cancellationToken = default)
    {
        // Who types the bare command wants to know what there is.
        var parsed = Create(console, args.FirstOrDefault()).Parse(args is [] ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var message in UsageErrors.Of(parsed))
            {
                console.WriteError($"error Usage: {message}");
            }

            console.WriteError("Try 'mcpops --help', or 'mcpops VERB --help'.");
            return ExitCodes.Usage;
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
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (McpOpsException exception)
        {
            console.WriteError($"error {exception.ErrorId}: {exception.Message}");
            return exception.Category is McpErrorCategory.InvalidArgument ? ExitCodes.Usage : ExitCodes.Failed;
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
        catch (Exception exception)
        {
            console.WriteError($"error Unexpected: {exception.GetType().Name}: {exception.Message} This is a fault of mcpops; please report it with the command that you ran.");
            return parsed.CommandResult.Command.Name is "health" ? HealthVerb.Unknown : ExitCodes.Failed;
        }
    }
}
