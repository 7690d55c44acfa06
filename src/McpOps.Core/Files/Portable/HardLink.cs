using System.Runtime.InteropServices;

namespace McpOps.Files.Portable;

/// <summary>A second name of a file: the one thing that .NET 8 has no call for.</summary>
internal static partial class HardLink
{
    public static void Make(string existing, string path)
    {
        var made = OperatingSystem.IsWindows() ? CreateHardLink(path, existing, 0) : Link(existing, path) == 0;
        if (!made)
        {
            var error = new IOException($"'{path}' could not be made a second name of '{existing}': {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
            throw new FileException(PortableError.Number(error), "Linking", path, error);
        }
    }

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string path, string existing, nint security);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string existing, string path);
}
