using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpOps;

/// <summary>
/// The way in which whatever was named or found by name is opened for reading: it must be a regular file. A named pipe would keep us waiting for a writer, a
/// device has no end, and neither would let go of the thread that asks.
/// </summary>
/// <remarks>The file is opened without waiting and looked at by its handle, so that nothing can be put in its place between the look and the opening.</remarks>
public static partial class RegularFile
{
    /// <summary>The most bytes of a file that is read whole, 64 MiB: hundreds of times what configurations, certificates and reports come to.</summary>
    public const long MostBytes = 64L << 20;

    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;
    private const int Pipe = 0x1000;

    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;

    private enum Errno
    {
        NotPermitted = 1,
        NotFound = 2,
        Interrupted = 4,
        NoDevice = 6,
        AccessDenied = 13,
        NotAFolder = 20,
    }

    /// <summary>Opens a file for reading; others may read, write, rename and delete it.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="DirectoryNotFoundException">Its folder is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not read it.</exception>
    /// <exception cref="IOException">It is something else than a regular file, or cannot be opened.</exception>
    public static SafeFileHandle OpenHandle(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var handle = OperatingSystem.IsWindows() ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : OpenUnix(path);
        try
        {
            return Kind(handle) is { } kind ? throw new IOException($"It is {kind}, and no regular file.") : handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file as a stream, like <see cref="OpenHandle"/>.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="bufferSize">The size of the buffer in bytes; 0 for none.</param>
    public static FileStream Open(string path, int bufferSize = 1 << 16) => new(OpenHandle(path), FileAccess.Read, bufferSize);

    /// <summary>Reads a whole file of bounded size.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="mostBytes">The most bytes that are read.</param>
    /// <exception cref="IOException">As for <see cref="OpenHandle"/>; or it is larger.</exception>
    public static byte[] ReadAllBytes(string path, long mostBytes = MostBytes)
    {
        using var handle = OpenHandle(path);
        return ReadAllBytes(handle, mostBytes);
    }

    /// <summary>Reads all of an open regular file of bounded size.</summary>
    internal static byte[] ReadAllBytes(SafeFileHandle handle, long mostBytes)
    {
        var length = RandomAccess.GetLength(handle);
        var content = new byte[length <= mostBytes ? length + 1 : throw TooLarge(mostBytes)];
        for (var count = 0; ;)
        {
            var read = RandomAccess.Read(handle, content.AsSpan(count), count);
            count += read;
            if (read == 0)
            {
                return content[..count];
            }

            // Files that the kernel writes have no length before they are read; others grow.
            if (count > mostBytes)
            {
                throw TooLarge(mostBytes);
            }

            if (count == content.Length)
            {
                Array.Resize(ref content, (int)Math.Min(content.Length * 2L, mostBytes + 1));
            }
        }
    }

    /// <summary>Whether a path stands for a named pipe, or what a shell makes of <c>&lt;(command)</c>.</summary>
    internal static bool IsPipe(string path) => OperatingSystem.IsLinux() ? (Mode(CurrentFolder, path, 0) & TypeMask) == Pipe : File.Exists(path) && !IsSeekable(path);

    /// <summary>Whether a path stands for something that is neither a file nor a folder; links are followed.</summary>
    internal static bool IsPipeOrDevice(string path) => OperatingSystem.IsLinux() ? (Mode(CurrentFolder, path, 0) & TypeMask) is not (0 or Regular or Folder) : File.Exists(path) && !IsSeekable(path);

    /// <summary>What the handle is of, in words; null for a regular file.</summary>
    internal static string? Kind(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux())
        {
            using var stream = new FileStream(new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, 0);
            return stream.CanSeek ? null : "a pipe or a device";
        }

        return (Mode((int)handle.DangerousGetHandle(), "", EmptyPath) & TypeMask) switch
        {
            Regular or 0 => null,
            Folder => "a folder",
            Pipe => "a named pipe",
            _ => "a device or a socket",
        };
    }

    internal static IOException TooLarge(long mostBytes) => new($"It is larger than {mostBytes >> 20} MiB, and was not read.");

    // A mere look does not wait: the pipe is opened together with its other end.
    private static bool IsSeekable(string path)
    {
        try
        {
            using var handle = OperatingSystem.IsWindows() ? File.OpenHandle(path) : OpenUnix(path);
            return Kind(handle) is null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static SafeFileHandle OpenUnix(string path)
    {
        var flags = OperatingSystem.IsLinux() ? 0x800 | 0x100 | 0x80000 : 0x4 | 0x20000 | 0x1000000;
        while (true)
        {
            // O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
            var file = OpenNative(path, flags);
            if (file >= 0)
            {
                return new SafeFileHandle(file, ownsHandle: true);
            }

            var error = Marshal.GetLastPInvokeError();
            if (error != (int)Errno.Interrupted)
            {
                throw Failure(path, (Errno)error);
            }
        }
    }

    private static Exception Failure(string path, Errno error) => error switch
    {
        Errno.NotFound when Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))) => new FileNotFoundException($"Could not find file '{path}'.", path),
        Errno.NotFound or Errno.NotAFolder => new DirectoryNotFoundException($"Could not find a part of the path '{path}'."),
        Errno.AccessDenied or Errno.NotPermitted => new UnauthorizedAccessException($"Access to the path '{path}' is denied."),
        Errno.NoDevice => new IOException("It is a device or a socket, and no regular file."),
        _ => new IOException($"{new Win32Exception((int)error).Message} : '{path}'", (int)error),
    };

    // struct statx of the kernel is the same on every processor; the mode stands in its bytes 28 and 29. 0 where the call fails.
    private static unsafe int Mode(int folder, string path, int flags)
    {
        var buffer = stackalloc byte[256];
        return StatX(folder, path, flags, 0x1, buffer) == 0 ? *(ushort*)(buffer + 28) : 0;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenNative(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* buffer);
}
