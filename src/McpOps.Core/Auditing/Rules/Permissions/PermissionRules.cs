using System.Globalization;
using McpOps.Auditing.Host;
using McpOps.Platform;

namespace McpOps.Auditing.Rules.Permissions;

/// <summary>Others may read a file that holds secrets.</summary>
internal static class SecretReadable
{
    public const string Id = "PERM001";

    /// <summary>What was seen; null when nothing is wrong. Bits are tested, for modes are no numbers that grow.</summary>
    public static string? Judge(FileOwner file, Accounts accounts)
    {
        var group = (file.Mode & 0x38) != 0 && WritableByOthers.IsShared(file, accounts);
        return (file.Mode & 7) != 0 || group ? $"mode {Mode(file)}, owner {accounts.NameOf(file.Uid)}" : null;
    }

    internal static string Mode(FileOwner file) => Convert.ToString(file.Mode, 8).PadLeft(4, '0').ToString(CultureInfo.InvariantCulture);
}

/// <summary>Others may write what the server runs: the file, or a folder above it.</summary>
internal static class WritableByOthers
{
    public const string Id = "PERM002";

    public static string? Judge(FileOwner file, Accounts accounts)
    {
        // In a sticky folder nobody renames what is another's.
        if (file.IsLink || (file.IsFolder && (file.Mode & FileOwner.Sticky) != 0))
        {
            return null;
        }

        var who = (file.Mode & FileOwner.OthersWrite) != 0 ? "everybody"
            : (file.Mode & FileOwner.GroupWrite) != 0 && IsShared(file, accounts) ? $"the group {accounts.Groups.FirstOrDefault(group => group.Gid == file.Gid)?.Name ?? file.Gid.ToString(CultureInfo.InvariantCulture)} ({string.Join(", ", accounts.MembersOf(file.Gid).Take(5))})"
            : null;
        return who is null ? null : $"{who} may write it: mode {SecretReadable.Mode(file)}";
    }

    /// <summary>Whether a group holds anybody but the owner and root.</summary>
    internal static bool IsShared(FileOwner file, Accounts accounts)
    {
        var owner = accounts.NameOf(file.Uid);
        return accounts.MembersOf(file.Gid).Any(member => member != owner && member != "root");
    }
}

/// <summary>A file that runs with the rights of its owner, or that belongs to nobody.</summary>
internal static class WrongOwner
{
    public const string Id = "PERM003";

    public static string? Judge(FileOwner file, Accounts accounts) =>
        file is { IsFolder: false, IsLink: false } && (file.Mode & 0xC00) != 0 ? $"set-uid or set-gid: mode {SecretReadable.Mode(file)}, owner {accounts.NameOf(file.Uid)}"
            : accounts.Users.Count > 0 && !accounts.Users.Any(user => user.Uid == file.Uid) ? $"its owner {file.Uid} has no account"
            : null;
}
