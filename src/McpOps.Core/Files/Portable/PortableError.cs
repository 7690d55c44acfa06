
namespace McpOps.Files.Portable;

/// <summary>Tells .NET's exceptions about files as the errors that the engines know.</summary>
internal static class PortableError
{
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsFileExists = unchecked((int)0x80070050);
    private const int WindowsAlreadyExists = unchecked((int)0x800700B7);
    private const int WindowsNotEmpty = unchecked((int)0x80070091);
    private const int InputOutput = 5;

    public static T Guard<T>(string action, string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or NotSupportedException or ArgumentException || (exception is IOException and not FileException))
        {
            throw new FileException(Number(exception), action, path, exception);
        }
    }

    public static void Guard(string action, string path, Action work) => Guard(action, path, () =>
    {
        work();
        return true;
    });

    public static int Number(Exception exception) => exception switch
    {
        FileException known => known.Number,
        FileNotFoundException or DirectoryNotFoundException => Errno.NoEntry,
        UnauthorizedAccessException => Errno.AccessDenied,
        PathTooLongException => Errno.NameTooLong,
        NotSupportedException or ArgumentException => Errno.NotSupported,
        _ => exception.HResult switch
        {
            WindowsDiskFull or WindowsHandleDiskFull => Errno.NoSpace,
            WindowsFileExists or WindowsAlreadyExists => Errno.Exists,
            WindowsNotEmpty => Errno.NotEmpty,
            // On other systems .NET puts the system's own number there.
            > 0 and < 200 and var number => number,
            _ => InputOutput,
        },
    };
}
