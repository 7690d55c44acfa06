using System.Collections.Concurrent;
using System.ComponentModel;

namespace McpOps.Files;

/// <summary>Tells paths that answer from those on a network share that is away: whoever asks such a one waits in the kernel, where no time-out reaches. Each path is asked once.</summary>
internal sealed class AnsweringFolders
{
    /// <summary>What is wrong with a path whose folder does not answer, and what to do.</summary>
    public const string Silence = "Its folder did not answer within 10 s, as of a network share that is away. Nothing there was touched. Bring the share back, or unmount it ('umount -l'), and run this again.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Task<bool>> _asked = new(StringComparer.Ordinal);

    /// <summary>Whether there is an answer about a path within ten seconds, be it that nothing is there.</summary>
    /// <param name="path">A whole path, of a file or a folder.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<bool> AnswersAsync(string path, CancellationToken cancellationToken) => _asked.GetOrAdd(path, AskAsync).WaitAsync(cancellationToken);

    // On a thread of its own, for it may never come back.
    private static async Task<bool> AskAsync(string path)
    {
        var look = Task.Factory.StartNew(() => Look(path), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await look.WaitAsync(Patience);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception)
        {
            // It answers, if only to refuse: who works there says what.
            return true;
        }
    }

    // What a link leads to may be what does not answer.
    private static void Look(string path)
    {
        _ = Path.Exists(path);
        FileSystem.TryOpen(path)?.Dispose();
    }
}
