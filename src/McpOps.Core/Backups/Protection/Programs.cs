using System.ComponentModel;
using System.Diagnostics;

namespace McpOps.Backups.Protection;

/// <summary>Starts installed programs whose streams carry data.</summary>
internal static class Programs
{
    /// <summary>Starts a program; its standard output and error are always read by the caller.</summary>
    /// <param name="command">The program and its arguments. Never a secret: other users see them.</param>
    /// <param name="redirectInput">True when the caller writes its input.</param>
    /// <param name="environment">Variables that are added.</param>
    /// <exception cref="McpOpsException"><c>ProgramNotFound</c>.</exception>
    public static Process Start(IReadOnlyList<string> command, bool redirectInput = false, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        try
        {
            var process = Process.Start(start)!;
            if (!redirectInput)
            {
                process.StandardInput.Close();
            }

            return process;
        }
        catch (Win32Exception exception)
        {
            throw new McpOpsException("ProgramNotFound", McpErrorCategory.ResourceUnavailable,
                $"'{command[0]}' could not be started: {exception.Message}. Install it, or put it on the PATH.", command[0], exception);
        }
    }

    /// <summary>Ends a program that is still running.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
