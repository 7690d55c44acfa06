using System.Security.Cryptography;
using McpOps.Auditing.Host;
using McpOps.Files;
using McpOps.Platform;
using McpOps.Protocol;
using McpOps.Servers;
using Microsoft.Win32.SafeHandles;

namespace McpOps.Auditing.Files;

/// <summary>The files that a server runs, hashed.</summary>
/// <param name="Files">By path.</param>
/// <param name="Problems">What could not be read, or was too much.</param>
internal sealed record ServerFileSet(OrdinalMap<LockedFile> Files, IReadOnlyList<string> Problems)
{
    /// <summary>Those that are run or named by themselves: programs, scripts, the unit.</summary>
    public IReadOnlySet<string> Named { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The folders of which all files were taken.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];
}

/// <summary>Reads the files that a server runs: its program and scripts, and what lies in its folder.</summary>
internal static class ServerFiles
{
    private const int MostFiles = 20_000;
    private const long LargestFile = 256 << 20;

    // What a server writes is no code of its.
    private static readonly HashSet<string> Written = new(StringComparer.OrdinalIgnoreCase) { ".git", "logs", "log", "data", "cache", ".cache", "tmp", "__pycache__", "backups" };
    private static readonly HashSet<string> Volatile = new(StringComparer.OrdinalIgnoreCase) { ".log", ".db", ".sqlite", ".sqlite3", ".db-wal", ".db-shm", ".pid", ".lock", ".tmp", ".pyc" };

    /// <summary>Whether a name is that of something that a server writes, and does not run.</summary>
    public static bool IsWritten(string name, bool isFolder) => isFolder ? Written.Contains(name) : Volatile.Contains(Path.GetExtension(name));

    /// <summary>Takes them.</summary>
    /// <param name="server">The server.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="accepted">Files that were accepted: they are looked at though nothing names them now, as those of a process that does not run.</param>
    public static ServerFileSet Take(McpServer server, CancellationToken cancellationToken, IEnumerable<string>? accepted = null)
    {
        var files = new OrdinalMap<LockedFile>();
        var (named, folders) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        var problems = new List<string>();
        var search = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var path in RunFiles.Of(server, search))
        {
            if (File.Exists(path))
            {
                named.Add(path);
                Add(path, () => GuardedFile.OpenHandle(path), FileOwner.Of(path)?.Mode, files, problems);
            }
            else if (Path.GetDirectoryName(Path.GetFullPath(path)) is not (null or "/"))
            {
                // The whole disk is no server's folder.
                folders.Add(path);
                Walk(path, files, problems, cancellationToken);
            }

            if (files.Count >= MostFiles)
            {
                problems.Add($"Of {server.Name} only the first {MostFiles} files were hashed.");
                break;
            }
        }

        foreach (var path in (accepted ?? []).Where(path => !files.ContainsKey(path) && Path.IsPathFullyQualified(path) && File.Exists(path)))
        {
            Add(path, () => GuardedFile.OpenHandle(path), FileOwner.Of(path)?.Mode, files, problems);
        }

        return new ServerFileSet(files, problems) { Named = named, Folders = folders };
    }

    // By handles from the folder on: whoever may change it meanwhile leads the walk nowhere else.
    private static void Walk(string folder, OrdinalMap<LockedFile> files, List<string> problems, CancellationToken cancellationToken)
    {
        try
        {
            FolderWalk.From(FileSystem.Open(folder), NativePath.Bytes(folder), true, Look, (path, exception) => problems.Add($"{NativePath.Text(path)}: {exception.Message}"), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{folder}: {exception.Message}");
        }

        IReadOnlyList<InnerFolder<bool>> Look(IFolder open, byte[] path, bool state)
        {
            var (inner, names) = (new List<InnerFolder<bool>>(), open.List());
            for (var index = 0; index < names.Count && files.Count < MostFiles; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var name = names[index].ToArray();
                if (open.Stat(name) is not { } stat)
                {
                    continue;
                }

                var text = PathBytes.Text(name);
                if (stat.Kind is FileKind.Folder && !IsWritten(text, isFolder: true))
                {
                    inner.Add(new InnerFolder<bool>(name, stat, state));
                }
                else if (stat.Kind is not (FileKind.Folder or FileKind.Link) && !IsWritten(text, isFolder: false))
                {
                    Add(NativePath.Text(PathBytes.Join(path, name)), () => GuardedFile.OpenHandle(open, name), stat.Permissions, files, problems);
                }
            }

            return inner;
        }
    }

    private static void Add(string path, Func<SafeFileHandle> open, int? mode, OrdinalMap<LockedFile> files, List<string> problems)
    {
        if (files.ContainsKey(path))
        {
            return;
        }

        try
        {
            using var stream = new FileStream(open(), FileAccess.Read, 1 << 16);
            if (stream.Length > LargestFile)
            {
                problems.Add($"{path} has {stream.Length} bytes, and was not hashed.");
                return;
            }

            var length = stream.Length;
            files[path] = new LockedFile(Convert.ToHexString(SHA256.HashData(stream)).ToLowerInvariant(), length, OperatingSystem.IsLinux() && mode is { } bits ? Convert.ToString(bits, 8).PadLeft(4, '0') : null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path}: {exception.Message}");
        }
    }
}
