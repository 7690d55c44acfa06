using System.Diagnostics;

namespace McpOps.Monitoring;

/// <summary>
/// One process at a time: a file that is open for nobody else. The kernel frees it when its process dies. .NET cannot append atomically
/// (it writes at the end that it saw when it opened the file), so all writing is done under it.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // In milliseconds. It is held for an instant at a time: who looks seldom waits longer for that than for the other one.
    private const int MostPause = 4;
    private readonly FileStream _file;
    private readonly IProgress<TimeSpan>? _held;
    private readonly long _taken = Stopwatch.GetTimestamp();

    private StoreLock(FileStream file, IProgress<TimeSpan>? held) => (_file, _held) = (file, held);

    /// <summary>Waits for the lock.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="held">Is told for how long it was held; null where nobody asks.</param>
    /// <exception cref="McpOpsException">HistoryNotWritable or HistoryLocked.</exception>
    public static async Task<StoreLock> TakeAsync(string folder, CancellationToken cancellationToken, IProgress<TimeSpan>? held = null)
    {
        var path = Path.Combine(folder, "lock");
        var end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        for (var pause = 1; ; pause = Math.Min(MostPause, pause + 1))
        {
            try
            {
                return new StoreLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1), held);
            }
            catch (UnauthorizedAccessException exception)
            {
                throw NotWritable(folder, exception);
            }
            catch (DirectoryNotFoundException exception)
            {
                throw NotWritable(folder, exception);
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                if (Environment.TickCount64 > end)
                {
                    throw new McpOpsException("HistoryLocked", McpErrorCategory.ResourceUnavailable,
                        $"Another process has held '{path}' for {Patience.TotalSeconds:0} s. Look for a watch that hangs.", path, exception);
                }
            }
            catch (IOException exception)
            {
                throw NotWritable(folder, exception);
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _held?.Report(Stopwatch.GetElapsedTime(_taken));
    }

    public static McpOpsException NotWritable(string folder, Exception exception) => new("HistoryNotWritable",
        exception is UnauthorizedAccessException ? McpErrorCategory.PermissionDenied : McpErrorCategory.WriteError,
        File.Exists(folder) ? $"The history is to be kept in '{folder}', which is a file and no folder. Name a folder with --history (-History) or \"history\" in the inventory."
        : $"The history in '{folder}' cannot be written: {Sentences.Ended(exception.Message)} Give this account the right to write there, or name another place with --history (-History) or \"history\" in the inventory.", folder, exception);

    // EWOULDBLOCK of flock, and the sharing violation of Windows.
    private static bool IsHeld(IOException exception) => (exception.HResult & 0xFFFF) is 32 or 33 or 11 or 35 || exception.Message.Contains("being used by another process", StringComparison.Ordinal);
}
