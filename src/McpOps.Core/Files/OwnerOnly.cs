namespace McpOps.Files;

/// <summary>Files and folders that only their owner may look into.</summary>
internal static class OwnerOnly
{
    /// <summary>How a file ends that is to replace another.</summary>
    public const string NewEnding = ".new";

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

    /// <summary>Writes a file so that a reader, or a power cut, meets the old content or the new.</summary>
    public static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var temporary = $"{path}.{Environment.ProcessId}{NewEnding}";
        try
        {
            await using (var file = new FileStream(temporary, NewFile(System.IO.FileMode.Create)))
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FileSystem.Sync(Path.GetDirectoryName(path)!);
    }
}
