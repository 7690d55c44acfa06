using System.Diagnostics;

namespace McpOps.Core.Tests.Support;

/// <summary>Whether processes that a test knows by their ids run still.</summary>
internal static class Processes
{
    public static bool IsRunning(int id)
    {
        // A killed orphan stays in the table until process 1 collects it: dead, and not running.
        var status = $"/proc/{id}/stat";
        if (File.Exists(status))
        {
            return !Read(status).Contains(") Z", StringComparison.Ordinal);
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ") Z";
        }
    }
}
