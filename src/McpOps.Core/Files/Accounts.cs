namespace McpOps.Files;

/// <summary>Names of users and groups of this machine, read once from <c>/etc/passwd</c> and <c>/etc/group</c>.</summary>
internal sealed class Accounts
{
    private readonly Dictionary<uint, string> _users = [];
    private readonly Dictionary<uint, string> _groups = [];
    private readonly Dictionary<string, uint> _userIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint> _groupIds = new(StringComparer.Ordinal);

    public static Accounts Load()
    {
        var accounts = new Accounts();
        Read("/etc/passwd", accounts._users, accounts._userIds);
        Read("/etc/group", accounts._groups, accounts._groupIds);
        return accounts;
    }

    public string UserName(uint id) => _users.GetValueOrDefault(id, "");

    public string GroupName(uint id) => _groups.GetValueOrDefault(id, "");

    /// <summary>The number that a name has here; the recorded number where the name is unknown, as tar does.</summary>
    public uint UserId(string name, uint recorded) => _userIds.GetValueOrDefault(name, recorded);

    public uint GroupId(string name, uint recorded) => _groupIds.GetValueOrDefault(name, recorded);

    private static void Read(string path, Dictionary<uint, string> names, Dictionary<string, uint> ids)
    {
        if (!File.Exists(path))
        {
            return;
        }

        foreach (var fields in File.ReadLines(path).Select(line => line.Split(':')))
        {
            if (fields.Length > 2 && uint.TryParse(fields[2], out var id))
            {
                names.TryAdd(id, fields[0]);
                ids.TryAdd(fields[0], id);
            }
        }
    }
}
