using System.Diagnostics;
using System.Globalization;

namespace McpOps.Platform;

/// <summary>Parents and command lines on macOS, which only <c>ps</c> tells without native code.</summary>
internal static class MacProcesses
{
    public static Dictionary<int, (int ParentId, string Line)> Commands()
    {
        var commands = new Dictionary<int, (int, string)>();
        using var ps = Process.Start(new ProcessStartInfo("/bin/ps", ["-axww", "-o", "pid=,ppid=,command="]) { RedirectStandardOutput = true, UseShellExecute = false });
        while (ps?.StandardOutput.ReadLine() is { } line)
        {
            var fields = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length == 3 && int.TryParse(fields[0], CultureInfo.InvariantCulture, out var id) && int.TryParse(fields[1], CultureInfo.InvariantCulture, out var parent))
            {
                commands[id] = (parent, fields[2]);
            }
        }

        return commands;
    }
}
