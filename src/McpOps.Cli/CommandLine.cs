using System.CommandLine;
using McpOps.Cli.Verbs;
using McpOps.Cli.Verbs.Backups;

namespace McpOps.Cli;

/// <summary>The command <c>mcpops</c>: its verbs, and what every verb shares (errors, Ctrl-C, exit codes).</summary>
internal static class CommandLine
{
    public static RootCommand Create(CliConsole console) => new("McpOps keeps MCP servers alive: find them, probe them, read their logs, back them up, learn how much they can take.")
    {
        DemoVerb.Create(console),
        HealthVerb.Create(console),
        LogsVerb.Create(console),
        CapacityVerb.Create(console),
        BackupVerb.Create(console),
        RestoreVerb.Create(console),
        ServeVerb.Create(console),
        ServersVerb.Create(console),
        InitVerb.Create(console),
        PageVerb.Create(console),
        ToolsVerb.Create(console),
        CallVerb.Create(console),
        CrawlVerb.Create(console),
    };

    public static async Task<int> RunAsync(string[] args, CliConsole console, CancellationToken cancellationToken = default)
    {
        var parsed = Create(console).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                console.WriteError($"error Usage: {error.Message}");
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
    }
}
