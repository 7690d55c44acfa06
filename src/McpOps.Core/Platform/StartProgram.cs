namespace McpOps.Platform;

/// <summary>The program that starts a process: whether it is there, looked for where the start would look for it.</summary>
internal static class StartProgram
{
    /// <summary>True where it is certain that there is none.</summary>
    public static bool IsMissing(ServiceReference service)
    {
        var program = service.StartCommand[0];
        if (Path.IsPathFullyQualified(program))
        {
            return !File.Exists(program);
        }

        // Windows looks in more places, and for more endings. A folder that is not there is told itself.
        return !OperatingSystem.IsWindows() && (program.Contains('/', StringComparison.Ordinal)
            ? service.WorkingDirectory is { } folder && Directory.Exists(folder) && !File.Exists(Path.Combine(folder, program))
            : Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path && !path.Split(':').Any(place => File.Exists(Path.Combine(place.Length == 0 ? "." : place, program))));
    }
}
