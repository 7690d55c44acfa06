namespace McpOps.Files;

/// <summary>Tells folders that answer from those of a network share that is away: whoever asks such a one waits in the kernel, where no time-out reaches. Each is asked once.</summary>
/// <param name="patience">How long one may take.</param>
internal sealed class AnsweringFolders(TimeSpan patience)
{
    private readonly Dictionary<string, Task<bool>> _asked = new(StringComparer.Ordinal);

    /// <summary>How long a folder may take where nobody says otherwise.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with a path whose folder does not answer, and what to do.</summary>
    public string Silence => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Its folder did not answer within {patience.TotalSeconds:0.#} s, as of a network share that is away. Nothing there was touched. Bring the share back, or unmount it ('umount -l'), and run this again.");

    /// <summary>Whether a folder answers, be it that there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<bool> AnswersAsync(string folder, CancellationToken cancellationToken)
    {
        if (!_asked.TryGetValue(folder, out var answer))
        {
            _asked[folder] = answer = AskAsync(folder);
        }

        return answer.WaitAsync(cancellationToken);
    }

    // On a thread of its own, for it may never come back.
    private async Task<bool> AskAsync(string folder)
    {
        var look = Task.Factory.StartNew(() => FileSystem.TryOpen(folder)?.Dispose(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await look.WaitAsync(patience);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            // It answers, if only to refuse: who works there says what.
            return true;
        }
    }
}
