using McpOps.Auditing.Files;
using McpOps.Files;
using McpOps.Platform;
using Accounts = McpOps.Auditing.Host.Accounts;

namespace McpOps.Auditing.Rules.Permissions;

/// <summary>What others may write below the folder that a server runs in: whoever may write one folder there puts a file of his into it.</summary>
internal static class WritableBelow
{
    // As many as are hashed; a folder of more says so.
    private const int MostLooked = 20_000;

    // Many of one cause are one row.
    private const int MostOfACause = 10;

    /// <summary>What was found below a folder, and what could not be looked at.</summary>
    /// <param name="folder">The folder; it is judged by itself elsewhere.</param>
    /// <param name="accounts">The accounts of the host.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static (IReadOnlyList<(string Path, string Evidence)> Found, IReadOnlyList<string> Problems) Find(string folder, Accounts accounts, CancellationToken cancellationToken)
    {
        var (found, problems, looked) = (new List<(string Path, string Evidence)>(), new List<string>(), 0);
        try
        {
            FolderWalk.From(FileSystem.Open(folder), NativePath.Bytes(folder), true, Look, (path, exception) => problems.Add($"{NativePath.Text(path)}: {exception.Message}"), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{folder}: {exception.Message}");
        }

        if (looked >= MostLooked)
        {
            problems.Add($"Who may write it was asked of the first {MostLooked} files below {folder} only.");
        }

        return (Few(folder, found), problems);

        IReadOnlyList<InnerFolder<bool>> Look(IFolder open, byte[] path, bool state)
        {
            var (inner, names) = (new List<InnerFolder<bool>>(), open.List());
            for (var index = 0; index < names.Count; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var name = names[index].ToArray();
                if (looked >= MostLooked || open.Stat(name) is not { Kind: not FileKind.Link } stat || ServerFiles.IsWritten(PathBytes.Text(name), stat.Kind is FileKind.Folder))
                {
                    continue;
                }

                looked++;
                var full = NativePath.Text(PathBytes.Join(path, name));
                if (FileOwner.Of(full) is { } owner && WritableByOthers.Judge(owner, accounts) is { } writable)
                {
                    found.Add((full, writable));
                }

                if (stat.Kind is FileKind.Folder)
                {
                    inner.Add(new InnerFolder<bool>(name, stat, state));
                }
            }

            return inner;
        }
    }

    private static IReadOnlyList<(string Path, string Evidence)> Few(string folder, List<(string Path, string Evidence)> found) =>
        found.Count <= MostOfACause ? found : [(folder, $"{found.Count} files and folders below it: {FileChanges.Names(folder, [.. found.Select(one => one.Path)])}; of the first, {found[0].Evidence}")];
}
