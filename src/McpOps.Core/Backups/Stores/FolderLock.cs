using System.Globalization;
using System.Text;
using McpOps.Backups.Posix;

namespace McpOps.Backups.Stores;

/// <summary>The lock of a server's backups: the kernel's own, on the file <c>.lock</c>.</summary>
/// <remarks>
/// The kernel lets go of it when its process ends, however it ends: a file that a killed process left is no lock. What is
/// written in it only tells whoever waits who holds it.
/// </remarks>
internal sealed class FolderLock : IAsyncDisposable, IDisposable
{
    private const string FileName = ".lock";
    private readonly PosixFolder _folder;
    private readonly PosixFile _file;

    private FolderLock(PosixFolder folder, PosixFile file)
    {
        _folder = folder;
        _file = file;
    }

    public static FolderLock Take(string path, string purpose, string name = FileName)
    {
        var folder = PosixFolder.Open(path);
        PosixFile? file = null;
        try
        {
            file = folder.OpenFile(Encoding.UTF8.GetBytes(name), Libc.OpenReadWrite | Libc.OpenCreate, 0x180);
            if (!file.TryLock())
            {
                var holder = new byte[512];
                var text = Encoding.UTF8.GetString(holder, 0, file.Read(holder)).Trim();
                throw new McpOpsException("StoreLocked", McpErrorCategory.ResourceUnavailable,
                    $"Another process works on the backups in '{path}'{(text.Length > 0 ? $" ({text})" : "")}. Wait until it has ended, and run this again.", path);
            }

            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{purpose}, process {Environment.ProcessId} on {Environment.MachineName}\n")));
            return new FolderLock(folder, file);
        }
        catch
        {
            file?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _file.Unlock();
        _file.Dispose();
        _folder.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
