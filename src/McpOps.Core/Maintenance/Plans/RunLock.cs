using System.Globalization;
using McpOps.Files;

namespace McpOps.Maintenance.Plans;

/// <summary>One maintenance run at a time: a file that is open for nobody else. The kernel frees it when its process dies, however it dies.</summary>
internal sealed class RunLock : IDisposable
{
    private const string FileName = "maintenance.lock";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or says who has it.</summary>
    /// <param name="folder">The folder of state.</param>
    /// <param name="purpose">What is run, for whoever comes meanwhile.</param>
    /// <param name="now">The time.</param>
    /// <param name="name">The file: that of the runs of plans, or that of a server's restart.</param>
    /// <exception cref="McpOpsException"><c>MaintenanceRunning</c> or <c>HistoryNotWritable</c>.</exception>
    public static RunLock Take(string folder, string purpose, DateTimeOffset now, string name = FileName)
    {
        var path = Path.Combine(folder, name);
        var holder = path + ".holder";
        try
        {
            OwnerOnly.CreateFolder(folder);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            File.WriteAllText(holder, string.Create(CultureInfo.InvariantCulture, $"{purpose}, process {Environment.ProcessId}, since {now:yyyy-MM-dd HH:mm:ss}Z"));
            return new RunLock(file);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            throw new McpOpsException("MaintenanceRunning", McpErrorCategory.ResourceUnavailable,
                $"Another maintenance run is at work here ({Say(holder)}). Nothing was done; wait for its end.", path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("HistoryNotWritable", exception is UnauthorizedAccessException ? McpErrorCategory.PermissionDenied : McpErrorCategory.WriteError,
                File.Exists(folder) ? $"The records of maintenance are to be kept in '{folder}', which is a file and no folder. No step was run, for two runs at once could not be told apart. Name a folder with --history (-History) or \"history\" in the inventory."
                : $"The records of maintenance in '{folder}' cannot be written: {exception.Message.TrimEnd('.')}. No step was run, for two runs at once could not be told apart. Give this account the right to write there, or name another place with --history (-History) or \"history\" in the inventory.", folder, exception);
        }
    }

    /// <summary>Takes the lock of the runs of plans, and waits for whoever has it: two plans of one minute are both run.</summary>
    /// <param name="folder">The folder of state.</param>
    /// <param name="purpose">What is run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="patience">How long it waits at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="McpOpsException"><c>MaintenanceRunning</c> or <c>HistoryNotWritable</c>.</exception>
    public static async Task<RunLock> TakeAsync(string folder, string purpose, TimeProvider time, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                return Take(folder, purpose, time.GetUtcNow());
            }
            catch (McpOpsException exception) when (exception.ErrorId is "MaintenanceRunning" && time.GetElapsedTime(started) < patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (McpOpsException exception) when (exception.ErrorId is "MaintenanceRunning")
            {
                throw new McpOpsException("MaintenanceRunning", exception.Category, patience > TimeSpan.Zero
                    ? string.Create(CultureInfo.InvariantCulture, $"{Sentences.Ended(exception.Message)} This one waited {patience.TotalSeconds:0.#} s for it: look what it hangs at with 'mcpops maintain --status' (Invoke-McpMaintenance -Status), or wait longer.")
                    : $"{Sentences.Ended(exception.Message)} With --lock-wait 3600 (-LockWait 3600) this one waits so long for it.", exception.Target, exception);
            }
        }
    }

    /// <summary>Whether somebody has the lock now.</summary>
    public static bool IsTaken(string folder)
    {
        try
        {
            var path = Path.Combine(folder, FileName);
            using var file = File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, 1) : null;
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception is IOException io && IsHeld(io);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Say(string holder)
    {
        try
        {
            return File.ReadAllText(holder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "it does not say which";
        }
    }

    // EWOULDBLOCK of flock, and the sharing violation of Windows.
    private static bool IsHeld(IOException exception) => (exception.HResult & 0xFFFF) is 32 or 33 or 11 or 35 || exception.Message.Contains("being used by another process", StringComparison.Ordinal);
}
