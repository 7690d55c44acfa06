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
        const int Read = 4;
        var group = file.GroupRights != 0 && WritableByOthers.IsShared(file, accounts);
        var listed = WritableByOthers.Listed(file, accounts, Read);
        return (file.Mode & 7) != 0 || group || listed is not null ? $"mode {Mode(file)}, owner {accounts.NameOf(file.Uid)}{(listed is null ? "" : $", and its access control list lets {listed} read it")}" : null;
    }

    internal static string Mode(FileOwner file) => Convert.ToString(file.Mode, 8).PadLeft(4, '0').ToString(CultureInfo.InvariantCulture);
}

/// <summary>Others may write what the server runs: the file, or a folder above it.</summary>
internal static class WritableByOthers
{
    public const string Id = "PERM002";

    private const int Write = 2;

    public static string? Judge(FileOwner file, Accounts accounts)
    {
        // In a sticky folder nobody renames what is another's.
        if (file.IsLink || (file.IsFolder && (file.Mode & FileOwner.Sticky) != 0))
        {
            return null;
        }

        var who = (file.Mode & FileOwner.OthersWrite) != 0 ? "everybody"
            : (file.GroupRights & Write) != 0 && IsShared(file, accounts) ? $"the group {accounts.GroupName(file.Gid)} ({string.Join(", ", accounts.MembersOf(file.Gid).Take(5))})"
            : Listed(file, accounts, Write) is { } listed ? $"{listed} (its access control list)"
            : null;
        return who is null ? null : $"{who} may write it: mode {SecretReadable.Mode(file)}";
    }

    /// <summary>Whom the access control list gives a right, beside the owner and root; null for nobody.</summary>
    internal static string? Listed(FileOwner file, Accounts accounts, int right) => file.Acl.Where(entry => (entry.Rights & right) != 0).Select(entry => entry.Kind switch
    {
        AclKind.User when entry.Id != 0 && entry.Id != file.Uid => accounts.NameOf(entry.Id),
        AclKind.Group when entry.Id != 0 => $"the group {accounts.GroupName(entry.Id)}",
        _ => null,
    }).FirstOrDefault(who => who is not null);

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

    /// <summary>What was seen; null when nothing is wrong.</summary>
    /// <param name="file">The file.</param>
    /// <param name="accounts">The accounts of the host.</param>
    /// <param name="account">The account that the server's unit runs as; null when none is known.</param>
    public static string? Judge(FileOwner file, Accounts accounts, string? account) =>
        file is { IsFolder: false, IsLink: false } && (file.Mode & 0xC00) != 0 ? $"set-uid or set-gid: mode {SecretReadable.Mode(file)}, owner {accounts.NameOf(file.Uid)}"
            : accounts.Users.Count > 0 && !accounts.Users.Any(user => user.Uid == file.Uid) ? $"its owner {file.Uid} has no account"
            : account is not null && !file.IsLink && file.Uid != 0 && accounts.NameOf(file.Uid) != account ? $"it is {accounts.NameOf(file.Uid)}'s, and the server runs as {account}"
            : null;
}
