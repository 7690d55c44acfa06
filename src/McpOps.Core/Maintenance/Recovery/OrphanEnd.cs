using System.Globalization;
using System.Runtime.CompilerServices;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Maintenance.Recovery;

/// <summary>Ends the processes that clients of a stdio server left behind: adopted, their standard input written by nobody, on no port, and told by the server's whole command. Each by its id and its start.</summary>
internal static class OrphanEnd
{
    /// <summary>Ends them; a record for each, or one that there is none.</summary>
    public static async IAsyncEnumerable<McpMaintenanceStep> RunAsync(EngineContext context, RestartOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var steps = new StepClock(context, options.Server.Name);
        if (options.Server.Transport is not McpTransport.Stdio)
        {
            yield return steps.Take("orphans", StepOutcome.Skipped, "It is no stdio server: its clients leave no processes of it behind.");
            yield break;
        }

        var done = await EndAsync(context, options.Server, options.Timeout ?? new McpRecoverPlan().Timeout, options.DryRun, cancellationToken);
        foreach (var (id, outcome, message) in done)
        {
            yield return steps.Take("orphans", outcome, message, id.ToString(CultureInfo.InvariantCulture));
        }

        if (done.Count == 0)
        {
            yield return steps.Take("orphans", StepOutcome.Ok, "No process of it is left whose client is gone.");
        }
    }

    private static async Task<IReadOnlyList<(int Id, string Outcome, string Message)>> EndAsync(EngineContext context, McpServer server, TimeSpan patience, bool dryRun, CancellationToken cancellationToken)
    {
        // All of its command, for what merely has one word of it may be another's.
        var found = await new OrphanedProcesses(new MachineSnapshot(context.Time), [server]).FindAsync(cancellationToken);
        var done = new List<(int, string, string)>();
        foreach (var process in found.Where(process => ServerCommandLine.IsOf(process, server)))
        {
            var tree = ProcessTree.Of(process.Id);
            var shown = string.Create(CultureInfo.InvariantCulture, $"Process {process.Id} ({Redaction.MaskText(string.Join(' ', Redaction.MaskArguments(process.Arguments)))}), whose client is gone, {process.RssBytes / 1e6:0.#} MB");
            IReadOnlyList<int> left = dryRun ? [] : (await tree.EndAsync(patience, context.Time, cancellationToken)).Left;
            done.Add((process.Id, dryRun ? StepOutcome.WouldChange : left.Count > 0 ? StepOutcome.Failed : StepOutcome.Changed,
                dryRun ? $"{shown}: would be ended." : left.Count > 0 ? $"{shown}: it lives all the same; this account may not end it, or it waits for a device." : $"{shown}: ended."));
        }

        return done;
    }
}
