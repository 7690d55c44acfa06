using System.ComponentModel;
using McpOps.Files;

namespace McpOps.Maintenance.Files;

/// <summary>Tells paths whose folder answers from those on a network share that is away: whoever asks such a one waits in the kernel, where no time-out reaches. Each folder is asked once.</summary>
internal sealed class AnsweringFolders
{
    /// <summary>What is wrong with a path whose folder does not answer, and what to do.</summary>
    public const string Silence = "Its folder did not answer within 10 s, as of a network share that is away. Nothing there was touched. Bring the share back, or unmount it ('umount -l'), and run this again.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, Task<bool>> _asked = new(StringComparer.Ordinal);

    /// <summary>Divides paths with wildcards by whether their folders answer, be it that there is none.</summary>
    /// <param name="paths">The paths.</param>
    /// <param name="looking">Is told of each before it is looked at: one that hangs is named by that.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IReadOnlyList<string> Answering, IReadOnlyList<string> Silent)> DivideAsync(IReadOnlyList<string> paths, Action<string> looking, CancellationToken cancellationToken)
    {
        var (answering, silent) = (new List<string>(), new List<string>());
        foreach (var path in paths)
        {
            looking(path);
            (!Path.IsPathFullyQualified(path) || await AnswersAsync(CleanTarget.Parse(path).Root, cancellationToken) ? answering : silent).Add(path);
        }

        return (answering, silent);
    }

    private Task<bool> AnswersAsync(string folder, CancellationToken cancellationToken)
    {
        if (!_asked.TryGetValue(folder, out var answer))
        {
            _asked[folder] = answer = AskAsync(folder);
        }

        return answer.WaitAsync(cancellationToken);
    }

    // On a thread of its own, for it may never come back.
    private static async Task<bool> AskAsync(string folder)
    {
        var look = Task.Factory.StartNew(() => FileSystem.TryOpen(folder)?.Dispose(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
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
}
