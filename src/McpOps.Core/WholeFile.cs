using McpOps.Files;

namespace McpOps;

/// <summary>The way in which a file that a user names is written: who reads it, or a power cut, meets the old content or the new.</summary>
public static class WholeFile
{
    private const int UsualMode = 0x1B6;
    private const int OthersWriteMask = 0x12;

    /// <summary>Writes it. A link stays, and what it leads to is replaced; the rights and the owner of a file that is there stay; a device or a pipe is written to.</summary>
    /// <param name="path">The file, in a folder that is there.</param>
    /// <param name="content">What it is to hold.</param>
    /// <param name="cancellationToken">Ends the writing; the old content stays.</param>
    /// <exception cref="UnauthorizedAccessException">This account may not write there, or a link of another leads there.</exception>
    /// <exception cref="IOException">It could not be written: a full disk, a folder that is not there.</exception>
    /// <exception cref="McpOpsException"><c>FileHasOtherNames</c>: it has further names, which would keep the old content.</exception>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var target = Followed(path);
        if (RegularFile.IsPipeOrDevice(path))
        {
            // A rename would put a file in its place: that of /dev/null, for one who may. A pipe opens when somebody reads.
            await using var stream = await Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0), cancellationToken).WaitAsync(cancellationToken);
            await stream.WriteAsync(content, cancellationToken);
            return;
        }

        ThrowIfLinked(target);
        if (!FileSystem.IsPortable)
        {
            try
            {
                await Task.Run(() => Replace(target, content.Span), cancellationToken);
                return;
            }
            catch (FileException exception) when (exception.Number is Errno.AccessDenied or Errno.NotPermitted)
            {
                throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.", exception);
            }
        }

        var draft = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            // Nobody reads in a draft what the file itself would not show; it gets the file's own rights below.
            await using (var file = File.Exists(target) ? new FileStream(draft, OwnerOnly.NewFile(FileMode.CreateNew)) : new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(target))
            {
                File.SetUnixFileMode(draft, File.GetUnixFileMode(target));
            }

            File.Move(draft, target, overwrite: true);
        }
        catch
        {
            Remove(draft);
            throw;
        }
    }

    /// <summary>The file that a path means: what a link leads to in the end.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="UnauthorizedAccessException">A link, there or on the way, is another account's and leads to what is not its own: it would decide what this account writes over.</exception>
    public static string Followed(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var target = new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;
        if (target != path && !FileSystem.MayFollow(Path.GetFullPath(path), target))
        {
            throw new UnauthorizedAccessException($"'{path}' is a link of another account and leads to what is not its own: it is not followed. Name the file that it leads to.");
        }

        if (!FileSystem.IsPortable && Path.GetDirectoryName(Path.GetFullPath(target)) is { } folder && Directory.Exists(folder))
        {
            try
            {
                using var opened = FileSystem.Open(NativePath.Bytes(folder), searchOnly: true);
            }
            catch (FileException exception)
            {
                throw new UnauthorizedAccessException(exception.Message, exception);
            }
        }

        return target;
    }

    /// <summary>Refuses a file that has further names (hard links): it is replaced, and what the others lead to would stay as it was, without a word.</summary>
    /// <param name="path">The file itself, no link to it.</param>
    /// <exception cref="McpOpsException"><c>FileHasOtherNames</c>.</exception>
    public static void ThrowIfLinked(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!FileSystem.IsPortable && FileSystem.Stat(Path.GetFullPath(path)) is { Kind: FileKind.Regular, Links: > 1 and var names })
        {
            throw new McpOpsException("FileHasOtherNames", McpErrorCategory.InvalidOperation, $"'{path}' was left as it is: it has {names} names (hard links), and the others would keep the old content. Find them with 'find / -xdev -samefile FILE'; write it by hand, or give it a content of its own: 'cp -p FILE FILE.own && mv FILE.own FILE'.", path);
        }
    }

    // By the handle of its folder: whoever may exchange that folder for a link meanwhile has nothing else written over.
    private static void Replace(string target, ReadOnlySpan<byte> content)
    {
        using var folder = FileSystem.Open(NativePath.Bytes(Path.GetDirectoryName(Path.GetFullPath(target))!), searchOnly: true);
        var name = FileSystem.Name(target);
        var draft = System.Text.Encoding.UTF8.GetBytes($"{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        var there = folder.Stat(name);
        if (there is { Kind: not FileKind.Regular })
        {
            throw new IOException($"'{target}' was exchanged for something else meanwhile; nothing was written.");
        }

        try
        {
            using (var file = folder.OpenHandle(draft, FileUse.Create))
            {
                RandomAccess.Write(file, content, 0);
                RandomAccess.FlushToDisk(file);
                if (there is { } stat)
                {
                    KeepOwner(folder, draft, stat);
                }

                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(file, (UnixFileMode)(there?.Permissions ?? (UsualMode & ~Umask())));
                }
            }

            folder.Rename(draft, folder, name, RenameRule.Replace);
        }
        catch
        {
            RemoveDraft(folder, draft);
            throw;
        }
    }

    // What a new file may be for others is the account's own decision.
    private static int Umask()
    {
        const string Mask = "Umask:";
        try
        {
            return File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Mask, StringComparison.Ordinal)) is { } line ? Convert.ToInt32(line[Mask.Length..].Trim(), 8) : OthersWriteMask;
        }
        catch (IOException)
        {
            return OthersWriteMask;
        }
    }

    // Root writes for the account that a file belongs to; another can keep the group of what is its own.
    private static void KeepOwner(IFolder folder, ReadOnlySpan<byte> draft, FileStat stat)
    {
        if (stat.User != FileSystem.User && !FileSystem.MayGiveAway)
        {
            return;
        }

        try
        {
            folder.SetOwner(draft, stat.User, stat.Group);
        }
        catch (FileException) when (!FileSystem.MayGiveAway)
        {
            // It is in a group that this account is not in.
        }
    }

    private static void RemoveDraft(IFolder folder, ReadOnlySpan<byte> draft)
    {
        try
        {
            folder.Remove(draft);
        }
        catch (FileException)
        {
            // What kept it from being written may keep it from being removed, and is what is told.
        }
    }

    // What kept it from being written may keep it from being removed, and is what is told.
    private static void Remove(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
