using System.Net.Sockets;

namespace McpOps.Cli;

/// <summary>Tells what this process lacks from a fault of the program: with no file handle left not even its own parts can be loaded.</summary>
internal static class Scarcity
{
    /// <summary>The lack that an exception comes from; null for another cause.</summary>
    public static McpOpsException? Of(Exception exception)
    {
        for (var one = exception; one is not null; one = one.InnerException)
        {
            if (one is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } or IOException { HResult: 23 or 24 } || IsPart(one))
            {
                return new McpOpsException("TooFewHandles", McpErrorCategory.ResourceUnavailable,
                    "This process has too few file handles to go on (too many open files). Raise the limit ('ulimit -n'), or name fewer servers.", null, exception);
            }
        }

        return null;
    }

    // A part of this program that is on the disk, and could not be opened.
    private static bool IsPart(Exception exception) => exception is FileLoadException || (exception is FileNotFoundException { FileName: { } name } && name.Contains(", Version=", StringComparison.Ordinal));
}
