namespace McpOps.Backups;

/// <summary>Hashes as text.</summary>
internal static class Hex
{
    public static string Of(byte[] hash) => Convert.ToHexString(hash).ToLowerInvariant();
}
