namespace McpOps.Packager;

/// <summary>A file of a package: its path in there, with forward slashes, and its bytes.</summary>
internal sealed record PackageFile(string Name, byte[] Content)
{
    /// <summary>Whether it is a program, which Unix runs only where the file says so.</summary>
    public bool IsProgram { get; init; }
}
