namespace McpOps.Files;

/// <summary>Files and folders that only their owner may look into.</summary>
internal static class OwnerOnly
{
    /// <summary>How a file ends that is to replace another.</summary>
    public const string NewEnding = ".new";

    // Those of a Guid.
    private const int DraftLetters = 32;

    /// <summary>The mode of such a folder.</summary>
    public const int Mode = 0x1C0;

    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, FolderMode);
    }

    /// <summary>Makes a folder and its missing parents, each of which lasts through a power cut.</summary>
    public static void CreateLastingFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(path)!;
        CreateLastingFolder(parent);
        CreateFolder(path);
        FileSystem.Sync(parent);
    }

    public static FileStreamOptions NewFile(System.IO.FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode;
        }

        return options;
    }

    /// <summary>Whether others than the owner may list or change a folder.</summary>
    public static bool OthersHaveAccess(string folder) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & Others) != UnixFileMode.None;

    /// <summary>Writes a file by the path of its folder, which is there; so that a reader, or a power cut, meets the old content or the new.</summary>
    public static void Replace(string folder, string name, ReadOnlySpan<byte> content)
    {
        using var opened = FileSystem.Open(folder);
        Replace(opened, System.Text.Encoding.UTF8.GetBytes(name), content);
    }

    /// <summary>Writes a file so that a reader, or a power cut, meets the old content or the new.</summary>
    public static void Replace(IFolder folder, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        var temporary = System.Text.Encoding.UTF8.GetBytes($"{PathBytes.Text(name)}.{Guid.NewGuid():N}{NewEnding}");
        try
        {
            using (var file = folder.OpenHandle(temporary, FileUse.Create))
            {
                RandomAccess.Write(file, content, 0);
                RandomAccess.FlushToDisk(file);
            }

            folder.Rename(temporary, folder, name, RenameRule.Replace);
        }
        catch
        {
            if (folder.Stat(temporary) is not null)
            {
                folder.Remove(temporary);
            }

            throw;
        }

        folder.Sync();
        RemoveOldDrafts(folder, name);
    }

    // What a kill left of an earlier writing. One that is younger may be another's, who writes just now.
    private static void RemoveOldDrafts(IFolder folder, ReadOnlySpan<byte> name)
    {
        var (begin, before) = ($"{PathBytes.Text(name)}.", Portable.PortableStat.Nanoseconds(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1)));
        try
        {
            var names = folder.List();
            for (var index = 0; index < names.Count; index++)
            {
                var text = PathBytes.Text(names[index]);
                if (text.Length == begin.Length + DraftLetters + NewEnding.Length && text.StartsWith(begin, StringComparison.Ordinal) && text.EndsWith(NewEnding, StringComparison.Ordinal)
                    && folder.Stat(names[index]) is { Kind: FileKind.Regular } stat && stat.Modified < before)
                {
                    folder.Remove(names[index]);
                }
            }
        }
        catch (FileException)
        {
            // It was written; whoever writes it next tries again.
        }
    }
}
