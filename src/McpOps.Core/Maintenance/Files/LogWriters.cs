using System.Diagnostics;
using McpOps.Files;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Maintenance.Files;

/// <summary>Those that write into a log: who they are, that they are told when it was renamed, and whether they heard.</summary>
/// <param name="context">The clock and notices.</param>
internal sealed class LogWriters(EngineContext context)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Tells them to open it anew, as the rule says.</summary>
    public async Task TellAsync(McpRotateRule rule, IReadOnlyList<FileHolder> writers, CancellationToken cancellationToken)
    {
        if (rule.Reload is { Count: > 0 } reload)
        {
            using var process = Process.Start(new ProcessStartInfo(reload[0], reload.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            _ = process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                context.Warn("ReloadFailed", $"'{reload[0]}' ended with {process.ExitCode}: {(await error).Trim()} The log was renamed; what its writer writes is in the archive until it opens the log anew.", reload[0]);
            }

            return;
        }

        var signal = rule.Signal switch { "HUP" => 1, "USR1" => 10, "USR2" => 12, _ => 0 };
        foreach (var writer in signal == 0 || OperatingSystem.IsWindows() ? [] : writers.DistinctBy(writer => writer.ProcessId))
        {
            UnixNative.Signal(writer.ProcessId, signal);
        }
    }

    /// <summary>Waits until nobody writes into an archive any more; false when somebody still does.</summary>
    public async Task<bool> IsReleasedAsync(TimeSpan patience, IFolder folder, byte[] archive, CancellationToken cancellationToken)
    {
        for (var started = context.Time.GetTimestamp(); folder.Stat(archive) is { } stat && Of(HeldFiles.Look(maps: false), stat).Count > 0;)
        {
            if (context.Time.GetElapsedTime(started) > patience)
            {
                return false;
            }

            await Task.Delay(Pause, context.Time, cancellationToken);
        }

        return true;
    }

    /// <summary>Who has a file open to write.</summary>
    public static IReadOnlyList<FileHolder> Of(HeldFiles held, FileStat file) => [.. held.Holders(file).Where(holder => holder.Writes)];
}
