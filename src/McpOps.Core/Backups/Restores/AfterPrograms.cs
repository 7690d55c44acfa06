using McpOps.Backups.Protection;
using McpOps.Servers;

namespace McpOps.Backups.Restores;

/// <summary>Runs the programs that the inventory names for after a restore (<c>afterRestore</c>), one after the other.</summary>
/// <param name="context">The clock and progress.</param>
/// <param name="server">The server's name.</param>
/// <param name="mask">Hides what is secret in what they print.</param>
internal sealed class AfterPrograms(EngineContext context, string server, Func<string, string> mask)
{
    // What a program has started may hold its streams longer than itself.
    private static readonly TimeSpan LetGo = TimeSpan.FromSeconds(5);

    /// <summary>Runs them; the first that fails ends it.</summary>
    /// <param name="commands">Each with its arguments.</param>
    /// <param name="cancellationToken">Ends the program that runs, and the rest is not started.</param>
    /// <exception cref="McpOpsException"><c>AfterRestoreFailed</c>: with the exit code, and what was printed last.</exception>
    public async Task RunAsync(IReadOnlyList<IReadOnlyList<string>> commands, CancellationToken cancellationToken)
    {
        foreach (var command in commands)
        {
            context.Progress?.Report(new McpProgress($"Restoring {server}", string.Join(' ', Redaction.MaskArguments(command)), 0, null));
            using var process = Programs.Start(command);
            var (output, errors) = LastOutput.Of(process, cancellationToken);
            try
            {
                await process.WaitForExitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Programs.Kill(process);
                throw;
            }

            if (process.ExitCode != 0)
            {
                string[] both = [await errors.SaidAsync(mask, LetGo, context.Time, cancellationToken), await output.SaidAsync(mask, LetGo, context.Time, cancellationToken)];
                var said = string.Join(" | ", both.Where(text => text.Length > 0));
                throw new McpOpsException("AfterRestoreFailed", McpErrorCategory.InvalidOperation,
                    $"'{command[0]}', a step after the restore, ended with {process.ExitCode}{(said.Length > 0 ? $": {Sentences.Ended(said)}" : ", and printed nothing.")}", command[0]);
            }
        }
    }
}
