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

    /// <summary>Its folder does not answer, as on a network share that is away.</summary>
    public const string NotAnswering = "NotAnswering";

    /// <summary>The file changed each time it was read: what was saved may hold old and new side by side.</summary>
    public const string Changed = "Changed";

    public static string For(int error) => error switch
    {
        Errno.AccessDenied or Errno.NotPermitted => AccessDenied,
        Errno.NoEntry => Vanished,
        _ => ReadError,
    };

    /// <summary>What to do, with a space before it; empty where the message says it.</summary>
    public static string Remedy(string reason) => reason switch
    {
        AccessDenied => " Run the backup as an account that may read it, or leave it out by \"exclude\" of the set in the inventory.",
        Missing => " Correct its path in the inventory, or take it out there.",
        Vanished => " Where such files come and go, leave them out by \"exclude\" of the set in the inventory.",
        ReadError => " Look at the disk, and back up again.",
        Device => " Leave it out by \"exclude\" of the set in the inventory.",
        _ => "",
    };

    /// <summary>Whether the backup lacks something that it should hold. A socket is no data, and a store or a database is saved elsewhere.</summary>
    public static bool IsLoss(string reason) => reason is not (Socket or Store or Database);
}
