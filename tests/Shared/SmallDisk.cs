using System.Diagnostics;

namespace McpOps;

/// <summary>A file system of a few megabytes, to be filled.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-disk-");

    private SmallDisk()
    {
    }

    public string Folder => _folder.FullName;

    /// <summary>Mounts it; null where this account may not.</summary>
    public static SmallDisk? Mount(int megabytes)
    {
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "tmpfs", disk.Folder))
        {
            return disk;
        }

        disk._folder.Delete();
        return null;
    }

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        _folder.Delete();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
