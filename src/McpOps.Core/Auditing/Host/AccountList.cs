using System.Globalization;

namespace McpOps.Auditing.Host;

/// <summary>The accounts in the form of the lock file, to tell what changed.</summary>
internal static class AccountList
{
    private static readonly string[] Powerful = ["sudo", "wheel", "admin", "docker", "lxd", "root"];

    public static SortedDictionary<string, string>? Of(Accounts? accounts) => accounts is null ? null : new(accounts.Users.DistinctBy(user => user.Name).ToDictionary(user => user.Name, user =>
        string.Create(CultureInfo.InvariantCulture, $"{user.Uid}:{user.Gid}:{user.Shell}:{string.Join(',', accounts.Groups.Where(group => Powerful.Contains(group.Name) && group.Members.Contains(user.Name)).Select(group => group.Name).Order(StringComparer.Ordinal))}")), StringComparer.Ordinal);

    public static IEnumerable<(string Name, string Evidence)> Changes(IReadOnlyDictionary<string, string> accepted, IReadOnlyDictionary<string, string> now) =>
        now.Where(pair => accepted.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => (pair.Key, accepted.TryGetValue(pair.Key, out var old) ? $"it was {old}, and is {pair.Value}" : $"it is new: {pair.Value}"))
            .Concat(accepted.Keys.Except(now.Keys, StringComparer.Ordinal).Select(name => (name, "it is gone")));
}
