namespace McpOps.Servers;

/// <summary>Names of logs that are no paths: <c>journald:UNIT</c>, <c>docker:CONTAINER</c>, <c>compose:PROJECT[/SERVICE]</c>, <c>kubernetes:[NAMESPACE/]POD[/CONTAINER]</c>.</summary>
public static class LogNames
{
    /// <summary>What a journal's name begins with.</summary>
    internal const string Journal = "journald:";

    /// <summary>What a container's name begins with.</summary>
    internal const string Docker = "docker:";

    /// <summary>What the name of a compose project begins with.</summary>
    internal const string Compose = "compose:";

    /// <summary>What the name of a pod begins with.</summary>
    internal const string Kubernetes = "kubernetes:";

    /// <summary>Whether a text is such a name, and no path.</summary>
    /// <param name="path">The text.</param>
    public static bool Are(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path == "journald" || Array.Exists([Journal, Docker, Compose, Kubernetes], start => path.StartsWith(start, StringComparison.Ordinal) && path.Length > start.Length);
    }
}
