using System.Globalization;
using McpOps.Protocol;

namespace McpOps.Auditing.Host;

/// <summary>The accounts in the form of the lock file, to tell what changed.</summary>
internal static class AccountList
{
    /// <summary>Groups whose members have power over the host.</summary>
    public static readonly IReadOnlyList<string> Powerful = ["sudo", "wheel", "admin", "docker", "podman", "lxd", "libvirt", "disk", "shadow", "root"];

    public static OrdinalMap<string>? Of(Accounts? accounts) => accounts is null ? null : OrdinalMap<string>.Of(accounts.Users.DistinctBy(user => user.Name).Select(user => KeyValuePair.Create(user.Name,
        string.Create(CultureInfo.InvariantCulture, $"{user.Uid}:{user.Gid}:{user.Shell}:{string.Join(',', accounts.Groups.Where(group => Powerful.Contains(group.Name) && group.Members.Contains(user.Name)).Select(group => group.Name).Order(StringComparer.Ordinal))}"))));

    public static IEnumerable<(string Name, string Evidence)> Changes(IReadOnlyDictionary<string, string> accepted, IReadOnlyDictionary<string, string> now) =>
        now.Where(pair => accepted.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => (pair.Key, accepted.TryGetValue(pair.Key, out var old) ? $"it was {old}, and is {pair.Value}" : $"it is new: {pair.Value}"))
            .Concat(accepted.Keys.Except(now.Keys, StringComparer.Ordinal).Select(name => (name, "it is gone")));
}
