using McpOps.Files;

namespace McpOps.Backups.Sources;

/// <summary>Why something is not in a backup.</summary>
internal static class SkipReason
{
    public const string AccessDenied = "AccessDenied";
    public const string Missing = "Missing";
    public const string Vanished = "Vanished";
    public const string ReadError = "ReadError";
    public const string Socket = "Socket";
    public const string Device = "Device";
    public const string Store = "Store";
    public const string Database = "Database";

    /// <summary>The file changed each time it was read: what was saved may hold old and new side by side.</summary>
    public const string Changed = "Changed";

    public static string For(int error) => error switch
    {
        Errno.AccessDenied or Errno.NotPermitted => AccessDenied,
        Errno.NoEntry => Vanished,
        _ => ReadError,
    };

    /// <summary>Whether the backup lacks something that it should hold. A socket is no data, and a store or a database is saved elsewhere.</summary>
    public static bool IsLoss(string reason) => reason is not (Socket or Store or Database);
}
