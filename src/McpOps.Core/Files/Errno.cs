using System.Runtime.InteropServices;
using McpOps.Files.Portable;

namespace McpOps.Files;

/// <summary>An error of a system call.</summary>
internal sealed class FileException(int number, string action, string path, Exception? inner = null)
    : IOException(inner?.Message ?? $"{action} '{path}' failed: {Errno.Describe(number)}.", inner)
{
    public int Number { get; } = number;

    public string Path { get; } = path;
}

/// <summary>The error numbers that are told apart.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int CrossDevice = 18;
    public const int NotFolder = 20;
    public const int IsFolder = 21;
    public const int Invalid = 22;
    public const int NoSpace = 28;
    public const int ReadOnly = 30;
    public const int NoData = 61;
    public const int NameTooLong = 36;
    public const int NotEmpty = 39;
    public const int LinkLoop = 40;
    public const int NotSupported = 95;
    public const int QuotaExceeded = 122;

    public static int Last => Marshal.GetLastPInvokeError();

    public static string Describe(int number) => Marshal.GetPInvokeErrorMessage(number);

    /// <summary>Turns what a disk says into what a user reads.</summary>
    /// <param name="exception">What the system said.</param>
    /// <param name="target">The file or folder that it is about; null where only the system's words tell.</param>
    public static McpOpsException ToMcpOps(Exception exception, string? target)
    {
        var number = PortableError.Number(exception);
        return number switch
        {
            NoSpace or QuotaExceeded => new McpOpsException("DiskFull", McpErrorCategory.ResourceUnavailable,
                $"There is no space left for {(target is null ? "what was to be written" : $"'{target}'")}. Nothing that was there before is lost. Free space, or name another place, and run it again.", target, exception),
            NotPermitted or AccessDenied or ReadOnly => new McpOpsException("AccessDenied", McpErrorCategory.PermissionDenied,
                $"{Sentences.Ended(exception.Message)} Run it as an account that may{(target is null ? "" : $" write to '{target}'")}.", target, exception),
            _ => new McpOpsException("InputOutputError", McpErrorCategory.WriteError, $"{Sentences.Ended(exception.Message)} Look at the disk and run it again.", target, exception),
        };
    }
}
