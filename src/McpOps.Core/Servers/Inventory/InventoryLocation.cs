namespace McpOps.Servers;

/// <summary>Where the inventory is looked for.</summary>
internal static class InventoryLocation
{
    public const string FileName = "mcpops.json";
    public const string Variable = "MCPOPS_CONFIG";

    /// <summary>The inventory that counts: the named one, else <c>$MCPOPS_CONFIG</c>, else the first that is there; null when there is none.</summary>
    public static string? Find(ServerPaths paths, string? named)
    {
        var given = named ?? Named(paths);
        if (given is not null && (string.IsNullOrWhiteSpace(given) || given.Contains('\0', StringComparison.Ordinal)))
        {
            throw new McpOpsException("InventoryNotReadable", McpErrorCategory.InvalidArgument, "The path of the inventory is empty, or none that a file can have. Name a file.");
        }

        return given is not null ? paths.Whole(given, paths.WorkingDirectory) : Candidates(paths).FirstOrDefault(File.Exists);
    }

    /// <summary>The inventory that <c>$MCPOPS_CONFIG</c> names; null when it is not set.</summary>
    public static string? Named(ServerPaths paths) => paths.Variable(Variable) is { Length: > 0 } path ? path : null;

    /// <summary>Where it is looked for when nobody names it: here, the user's folder, the machine's.</summary>
    public static IEnumerable<string> Candidates(ServerPaths paths) =>
        new[]
        {
            Path.Combine(paths.WorkingDirectory, FileName),
            Path.Combine(paths.UserConfig, "mcpops", FileName),
            Path.Combine(paths.XdgConfig, "mcpops", FileName),
            Path.Combine(paths.MachineConfig, "mcpops", FileName),
        }.Distinct(StringComparer.Ordinal);
}
