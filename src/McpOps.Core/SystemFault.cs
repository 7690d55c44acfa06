using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace McpOps;

/// <summary>Tells what a machine lacks or refuses from a fault of the program: the last net below the engines, which know more of what they were at.</summary>
public static class SystemFault
{
    /// <summary>What an exception says of the machine; null when it says nothing of it.</summary>
    /// <param name="exception">What came out of an engine.</param>
    /// <returns><c>TooFewHandles</c>, <c>DiskFull</c>, <c>AccessDenied</c> or <c>InputOutputError</c>.</returns>
    public static McpOpsException? Of(Exception exception) => Lack(exception) ?? Refusal(exception);

    // It names no type of a part that may not be loaded yet: with no handle left it could not be.
    private static McpOpsException? Lack(Exception exception)
    {
        for (var one = exception; one is not null; one = one.InnerException)
        {
            if (one.HResult is 23 or 24 || one.Message.Contains("Too many open files", StringComparison.Ordinal) || IsPart(one))
            {
                return new McpOpsException("TooFewHandles", McpErrorCategory.ResourceUnavailable,
                    "This process has too few file handles to go on (too many open files). Raise the limit ('ulimit -n'), or name fewer servers.", null, exception);
            }
        }

        return null;
    }

    // What a connection says is of the other side.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static McpOpsException? Refusal(Exception exception) =>
        exception is UnauthorizedAccessException || (exception is IOException and not System.Net.Http.HttpIOException && exception.InnerException is not SocketException)
            ? Files.Errno.ToMcpOps(exception, exception switch { Files.FileException file => file.Path, FileNotFoundException file => file.FileName, _ => null })
            : null;

    // A part of this program that is on the disk, and could not be opened.
    private static bool IsPart(Exception exception) => exception is FileLoadException || (exception is FileNotFoundException { FileName: { } name } && name.Contains(", Version=", StringComparison.Ordinal));
}
