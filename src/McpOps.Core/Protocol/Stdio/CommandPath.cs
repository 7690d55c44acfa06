namespace McpOps.Protocol.Stdio;

/// <summary>Finds the program that a command names, as a shell would, so that "not found" can say where was looked.</summary>
internal static class CommandPath
{
    /// <summary>The full path of the program.</summary>
    /// <param name="command">A name to look for on the search path, or a path.</param>
    /// <param name="searchPath">The <c>PATH</c> that the server gets.</param>
    /// <param name="workingDirectory">Where the server runs: a relative path with a separator counts from there.</param>
    /// <exception cref="McpProtocolException"><see cref="McpVerdict.NotFound"/>.</exception>
    public static string Resolve(string command, string searchPath, string workingDirectory)
    {
        if (command.Contains('/', StringComparison.Ordinal) || (OperatingSystem.IsWindows() && command.Contains('\\', StringComparison.Ordinal)))
        {
            var path = Path.GetFullPath(command, workingDirectory);
            return Candidates(path).FirstOrDefault(IsProgram) ?? throw Missing(command, path);
        }

        var folders = searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return folders.SelectMany(folder => Candidates(Path.Combine(workingDirectory, folder, command))).FirstOrDefault(IsProgram)
            ?? throw new McpProtocolException(
                McpVerdict.NotFound,
                $"There is no program '{Plain.Text(command)}' on the PATH ({string.Join(Path.PathSeparator, folders)}). Install it, or name it by its full path.");
    }

    private static McpProtocolException Missing(string command, string path) => new(
        McpVerdict.NotFound,
        Directory.Exists(path) ? $"'{Plain.Text(path)}' is a folder, not a program. Name the program that starts the server."
        : File.Exists(path) ? $"'{Plain.Text(path)}' is not executable. Make it so with chmod +x, or start it through its interpreter, such as node or python3."
        : $"There is no program '{Plain.Text(command)}' ({Plain.Text(path)}). Check the path.");

    // Windows adds an extension: npx is npx.cmd there.
    private static IEnumerable<string> Candidates(string path) =>
        !OperatingSystem.IsWindows() || Path.HasExtension(path)
            ? [path]
            : (Environment.GetEnvironmentVariable("PATHEXT") ?? ".COM;.EXE;.BAT;.CMD").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(extension => path + extension);

    private static bool IsProgram(string path)
    {
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & execute) != UnixFileMode.None);
    }
}
