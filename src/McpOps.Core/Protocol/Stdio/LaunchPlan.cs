using System.Collections;
using System.Diagnostics;
using McpOps.Servers;

namespace McpOps.Protocol.Stdio;

/// <summary>How the process of a stdio server is started: which program, where, and with which environment.</summary>
internal static class LaunchPlan
{
    /// <summary>A variable that every process of a server inherits, so that none of them is lost when its parent leaves first.</summary>
    public const string Marker = "MCPOPS_LAUNCH";

    // What a program needs to run at all; everything else may be a secret of ours. The lists are those of the SDKs.
    private static readonly string[] UnixNeeds = ["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "LANG", "TMPDIR"];

    private static readonly string[] WindowsNeeds =
    [
        "APPDATA", "COMSPEC", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA", "PATH", "PATHEXT", "PROCESSOR_ARCHITECTURE", "PROGRAMDATA",
        "PROGRAMFILES", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "USERNAME", "USERPROFILE", "WINDIR",
    ];

    /// <summary>Plans the start.</summary>
    /// <param name="connection">The command, with its references resolved.</param>
    /// <param name="trusted">False for a server that was merely found: it gets none of our environment that it does not need.</param>
    /// <param name="marker">The value of <see cref="Marker"/>.</param>
    /// <exception cref="McpProtocolException">There is no such program or folder.</exception>
    public static ProcessStartInfo Create(McpConnection connection, bool trusted, string marker)
    {
        var workingDirectory = Path.GetFullPath(connection.WorkingDirectory ?? ".");
        if (!Directory.Exists(workingDirectory))
        {
            throw new McpProtocolException(McpVerdict.NotFound, $"The working folder '{Plain.Text(workingDirectory)}' does not exist. Create it, or correct the server's working directory.");
        }

        var start = new ProcessStartInfo
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Inherited(trusted).Concat(connection.Environment))
        {
            start.Environment[name] = value;
        }

        start.Environment[Marker] = marker;
        start.FileName = CommandPath.Resolve(connection.Command ?? "", start.Environment.TryGetValue("PATH", out var path) ? path ?? "" : "", workingDirectory);
        foreach (var argument in connection.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static IEnumerable<KeyValuePair<string, string>> Inherited(bool trusted)
    {
        var needs = OperatingSystem.IsWindows() ? WindowsNeeds : UnixNeeds;
        return Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(entry => trusted || needs.Contains((string)entry.Key, OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal))
            .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""));
    }
}
