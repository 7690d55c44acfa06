using System.Globalization;

namespace McpOps.Auditing.Host;

/// <summary>An account of the host.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its number.</param>
/// <param name="Gid">The number of its own group.</param>
/// <param name="Home">Its home folder.</param>
/// <param name="Shell">What a login starts.</param>
internal sealed record Account(string Name, uint Uid, uint Gid, string Home, string Shell)
{
    /// <summary>Whether somebody may log in with it.</summary>
    public bool CanLogIn => Shell.Length > 0 && !Shell.EndsWith("nologin", StringComparison.Ordinal) && !Shell.EndsWith("/false", StringComparison.Ordinal) && !Shell.EndsWith("/sync", StringComparison.Ordinal);
}

/// <summary>A group of the host.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Gid">Its number.</param>
/// <param name="Members">The accounts that it names, beside those whose own group it is.</param>
internal sealed record AccountGroup(string Name, uint Gid, IReadOnlyList<string> Members);

/// <summary>The accounts of the host, from passwd(5), group(5) and shadow(5).</summary>
internal sealed record Accounts
{
    public required IReadOnlyList<Account> Users { get; init; }

    public required IReadOnlyList<AccountGroup> Groups { get; init; }

    /// <summary>False when the groups could not be read.</summary>
    public bool HasGroups { get; init; }

    /// <summary>Accounts with a password that may be used; null when shadow may not be read.</summary>
    public IReadOnlySet<string>? WithPassword { get; init; }

    /// <summary>Reads them; null when there is no passwd file.</summary>
    /// <param name="host">Turns a path of the host into one of this machine.</param>
    public static Accounts? Read(Func<string, string> host)
    {
        var users = Lines(host("/etc/passwd"))?.Select(fields => fields is [var name, _, var uid, var gid, _, var home, var shell, ..] && uint.TryParse(uid, CultureInfo.InvariantCulture, out var user) && uint.TryParse(gid, CultureInfo.InvariantCulture, out var group)
            ? new Account(name, user, group, home, shell) : null).OfType<Account>().ToList();
        var groups = Lines(host("/etc/group"))?.Select(fields => fields is [var name, _, var gid, var members, ..] && uint.TryParse(gid, CultureInfo.InvariantCulture, out var group)
            ? new AccountGroup(name, group, members.Split(',', StringSplitOptions.RemoveEmptyEntries)) : null).OfType<AccountGroup>().ToList();

        // A hash begins with $; ! and * lock the password, and nothing at all asks for none.
        var passwords = Lines(host("/etc/shadow"))?.Where(fields => fields.Length > 1 && (fields[1].Length == 0 || fields[1][0] is '$' or '_' || char.IsAsciiLetterOrDigit(fields[1][0]))).Select(fields => fields[0]).ToHashSet(StringComparer.Ordinal);
        return users is null ? null : new Accounts { Users = users, Groups = groups ?? [], HasGroups = groups is not null, WithPassword = passwords };
    }

    /// <summary>The name of an account, or its number.</summary>
    public string NameOf(uint uid) => Users.FirstOrDefault(user => user.Uid == uid)?.Name ?? uid.ToString(CultureInfo.InvariantCulture);

    /// <summary>The name of a group, or its number.</summary>
    public string GroupName(uint gid) => Groups.FirstOrDefault(group => group.Gid == gid)?.Name ?? gid.ToString(CultureInfo.InvariantCulture);

    /// <summary>Everybody in a group, those whose own group it is among them.</summary>
    public IReadOnlyList<string> MembersOf(uint gid) =>
        [.. (Groups.FirstOrDefault(group => group.Gid == gid)?.Members ?? []).Concat(Users.Where(user => user.Gid == gid).Select(user => user.Name)).Distinct(StringComparer.Ordinal)];

    private static List<string[]>? Lines(string path)
    {
        try
        {
            return File.Exists(path) ? [.. File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(':'))] : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
