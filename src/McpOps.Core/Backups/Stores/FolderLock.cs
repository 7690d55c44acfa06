using System.Globalization;
using System.Text;
using McpOps.Files;

namespace McpOps.Backups.Stores;

/// <summary>The lock of a server's backups: the kernel's own, on the file <c>.lock</c>.</summary>
/// <remarks>
/// The kernel lets go of it when its process ends, however it ends: a file that a killed process left is no lock. What is
/// written in it only tells whoever waits who holds it.
/// </remarks>
internal sealed class FolderLock : IAsyncDisposable, IDisposable
{
    private const string FileName = ".lock";
    private readonly IFile _file;

    private FolderLock(IFile file) => _file = file;

    public static FolderLock Take(string path, string purpose, string name = FileName)
    {
        using var folder = FileSystem.Open(path);
        var file = folder.OpenLocked(Encoding.UTF8.GetBytes(name), out var holder) ?? throw new McpOpsException("StoreLocked", McpErrorCategory.ResourceUnavailable,
            $"Another process works on the backups in '{path}'{(holder.Length > 0 ? $" ({holder})" : "")}. Wait until it has ended, and run this again.", path);
        try
        {
            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{purpose}, process {Environment.ProcessId} on {Environment.MachineName}\n")));
            return new FolderLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
