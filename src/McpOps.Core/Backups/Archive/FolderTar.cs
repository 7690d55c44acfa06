using System.Formats.Tar;
using System.IO.Compression;
using System.IO.Pipes;

namespace McpOps.Backups.Archive;

/// <summary>Reads a file or folder that a script copied as if it had been packed: an archive that is made while it is read.</summary>
internal static class FolderTar
{
    /// <summary>The archive, compressed; its entries begin with the last name of the path.</summary>
    public static Stream Open(string path)
    {
        var write = new AnonymousPipeServerStream(PipeDirection.Out);
        var read = new AnonymousPipeClientStream(PipeDirection.In, write.ClientSafePipeHandle);
        _ = Task.Factory.StartNew(() => Write(path, write), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return read;
    }

    // What cannot be read cuts the archive short, and that is what its reader then says.
    private static void Write(string path, AnonymousPipeServerStream pipe)
    {
        try
        {
            using (pipe)
            using (var gzip = new GZipStream(pipe, CompressionLevel.NoCompression))
            {
                if (Directory.Exists(path))
                {
                    TarFile.CreateFromDirectory(path, gzip, includeBaseDirectory: true);
                    return;
                }

                using var tar = new System.Formats.Tar.TarWriter(gzip, TarEntryFormat.Pax);
                tar.WriteEntry(path, Path.GetFileName(path));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Its reader has gone, or it was cut.
        }
    }
}
