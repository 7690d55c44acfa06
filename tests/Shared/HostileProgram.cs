namespace McpOps;

/// <summary>The stdio server that misbehaves, as this configuration built it.</summary>
internal static class HostileProgram
{
    public static string Path { get; } = System.IO.Path.Combine(
        Repository.Root, "tests", "Replicas", "HostileServer", "bin", Command.Configuration, "net10.0", OperatingSystem.IsWindows() ? "hostile-server.exe" : "hostile-server");
}
