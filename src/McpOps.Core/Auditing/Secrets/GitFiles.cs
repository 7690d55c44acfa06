using McpOps.Platform;

namespace McpOps.Auditing.Secrets;

/// <summary>Whether a file is under version control.</summary>
internal static class GitFiles
{
    public static async Task<bool> IsTrackedAsync(CommandRunner commands, string path, CancellationToken cancellationToken)
    {
        // Asking costs a process: first look whether there is a repository at all.
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Path.Exists(Path.Combine(at, ".git")))
            {
                try
                {
                    // A repository of somebody else may name programs to run in its configuration: none of them is.
                    var said = await commands.RunAsync("git", ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", at, "ls-files", "--error-unmatch", "--", path], cancellationToken);
                    return said.ExitCode == 0;
                }
                catch (McpOpsException)
                {
                    return false;
                }
            }
        }

        return false;
    }
}
