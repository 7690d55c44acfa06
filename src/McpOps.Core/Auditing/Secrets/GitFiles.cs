using McpOps.Platform;

namespace McpOps.Auditing.Secrets;

/// <summary>Whether a file is under version control.</summary>
internal static class GitFiles
{
    /// <summary>True when git tracks it; else false, with a reason where git could not say.</summary>
    public static async Task<(bool IsTracked, string? Problem)> IsTrackedAsync(CommandRunner commands, string path, CancellationToken cancellationToken)
    {
        // Asking costs a process: first look whether there is a repository at all.
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Path.Exists(Path.Combine(at, ".git")))
            {
                return await AskAsync(commands, at, path, cancellationToken);
            }
        }

        return (false, null);
    }

    // A repository of somebody else may name programs to run in its configuration: none of them is, and so it may be asked whoever owns it.
    private static async Task<(bool, string?)> AskAsync(CommandRunner commands, string repository, string path, CancellationToken cancellationToken)
    {
        try
        {
            var said = await commands.RunAsync("git", ["-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", repository, "ls-files", "--error-unmatch", "--", path], cancellationToken);
            return (said.ExitCode == 0, said.ExitCode is 0 or 1 ? null : said.FirstLine);
        }
        catch (McpOpsException exception)
        {
            return (false, exception.Message);
        }
    }
}
