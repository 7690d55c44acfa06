using System.Collections.Concurrent;
using System.ComponentModel;

namespace McpOps.Files;

/// <summary>Tells paths that answer from those on a network share that is away: whoever asks such a one waits in the kernel, where no time-out reaches. Each path is asked once.</summary>
internal sealed class AnsweringFolders
{
    /// <summary>What is wrong with a path whose folder does not answer, and what to do.</summary>
    public const string Silence = "Its folder did not answer within 10 s, as of a network share that is away. Nothing there was touched. Bring the share back, or unmount it ('umount -l'), and run this again.";

    private const int MostEach = 64;
    private static readonly char[] Wild = ['*', '?', '['];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Task<bool>> _asked = new(StringComparer.Ordinal);
    private readonly bool _mayBeSilent = NetworkMounts.MayBe();

    /// <summary>Whether there is an answer about a path within ten seconds, be it that nothing is there.</summary>
    /// <param name="path">A whole path, of a file or a folder; of one with wildcards the part before them is asked about.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<bool> AnswersAsync(string path, CancellationToken cancellationToken) => !_mayBeSilent ? Task.FromResult(true) : _asked.GetOrAdd(Literal(path), AskAsync).WaitAsync(cancellationToken);

    /// <summary>Divides paths by whether there is an answer about them. All are asked at once, and waited for here, on the thread that is to read there.</summary>
    /// <param name="paths">The paths, with or without wildcards.</param>
    public (IReadOnlyList<string> Answering, IReadOnlyList<string> Silent) Divide(IEnumerable<string> paths)
    {
        List<string> all = [.. paths];
        if (!_mayBeSilent)
        {
            return (all, []);
        }

        // Of very many, such as a shell puts for a wildcard, the folders alone are asked about: each question costs a thread.
        var each = all.Count <= MostEach;
        var asked = all.ConvertAll(path => (Path: path, Answers: AnswersAsync(each ? Path.GetFullPath(path) : Path.GetDirectoryName(Path.GetFullPath(path)) ?? path, CancellationToken.None)));
        return ([.. asked.Where(one => one.Answers.GetAwaiter().GetResult()).Select(one => one.Path)], [.. asked.Where(one => !one.Answers.GetAwaiter().GetResult()).Select(one => one.Path)]);
    }

    private static string Literal(string path) => path.IndexOfAny(Wild) is >= 0 and var wild ? path[..(path.LastIndexOf(Path.DirectorySeparatorChar, wild) + 1)] : path;

    // On a thread of its own, for it may never come back.
    private static async Task<bool> AskAsync(string path)
    {
        var look = Task.Factory.StartNew(() => Look(path), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            // Whoever waits for it on this thread would hold up what comes after.
            await look.WaitAsync(Patience).ConfigureAwait(false);
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
