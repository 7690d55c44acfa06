using System.ComponentModel;
using System.Net.Sockets;

namespace McpOps.Protocol;

/// <summary>Tells what this process itself lacks from what is wrong with a server.</summary>
internal static class OwnLack
{
    private const int TooManyOfProcess = 24;
    private const int TooManyOfSystem = 23;

    /// <summary>What a person is told.</summary>
    public const string Message = "This process has too few file handles to find out (too many open files). That is no fault of the server: raise the limit ('ulimit -n'), or probe fewer servers at once.";

    /// <summary>Whether it failed for want of file handles.</summary>
    public static bool Is(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } or Win32Exception { NativeErrorCode: TooManyOfProcess or TooManyOfSystem }
                || (!OperatingSystem.IsWindows() && exception is IOException { HResult: TooManyOfProcess or TooManyOfSystem }))
            {
                return true;
            }
        }

        return false;
    }
}
