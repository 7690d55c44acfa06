using System.Security.Cryptography;
using McpOps.Auditing.Host;
using McpOps.Platform;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Auditing.Files;

/// <summary>The files that a server runs, hashed.</summary>
/// <param name="Files">By path.</param>
/// <param name="Problems">What could not be read, or was too much.</param>
internal sealed record ServerFileSet(OrdinalMap<LockedFile> Files, IReadOnlyList<string> Problems);

/// <summary>Reads the files that a server runs: its program and scripts, and what lies in its folder.</summary>
internal static class ServerFiles
{
    private const int MostFiles = 20_000;
    private const long LargestFile = 256 << 20;

    // What a server writes is no code of its.
    private static readonly HashSet<string> Written = new(StringComparer.OrdinalIgnoreCase) { ".git", "logs", "log", "data", "cache", ".cache", "tmp", "__pycache__", "backups" };
    private static readonly HashSet<string> Volatile = new(StringComparer.OrdinalIgnoreCase) { ".log", ".db", ".sqlite", ".sqlite3", ".db-wal", ".db-shm", ".pid", ".lock", ".tmp", ".pyc" };

    public static ServerFileSet Take(McpServer server, CancellationToken cancellationToken)
    {
        var files = new OrdinalMap<LockedFile>();
        var problems = new List<string>();
        var search = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var path in RunFiles.Of(server, search).SelectMany(Within))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (files.Count >= MostFiles)
            {
                problems.Add($"Of {server.Name} only the first {MostFiles} files were hashed.");
                break;
            }

            if (!files.ContainsKey(path))
            {
                Add(path, files, problems);
            }
        }

        return new ServerFileSet(files, problems);
    }

    private static IEnumerable<string> Within(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        // The whole disk is no server's folder.
        return Path.GetDirectoryName(Path.GetFullPath(path)) is null or "/" ? [] : Walk(path);
    }

    private static IEnumerable<string> Walk(string folder)
    {
        var options = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint, RecurseSubdirectories = false };
        foreach (var file in Directory.EnumerateFiles(folder, "*", options).Where(file => !Volatile.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal))
        {
            yield return file;
        }

        foreach (var file in Directory.EnumerateDirectories(folder, "*", options).Where(inner => !Written.Contains(Path.GetFileName(inner))).Order(StringComparer.Ordinal).SelectMany(Walk))
        {
            yield return file;
        }
    }

    private static void Add(string path, OrdinalMap<LockedFile> files, List<string> problems)
    {
        try
        {
            using var stream = RegularFile.Open(path);
            var length = stream.Length;
            if (length > LargestFile)
            {
                problems.Add($"{path} has {length} bytes, and was not hashed.");
                return;
            }

            files[path] = new LockedFile(Convert.ToHexString(SHA256.HashData(stream)).ToLowerInvariant(), length, FileOwner.Of(path) is { } owner ? Convert.ToString(owner.Mode, 8).PadLeft(4, '0') : null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path}: {exception.Message}");
        }
    }
}
