using System.Runtime.CompilerServices;
using McpOps.Auditing.Host;
using McpOps.Protocol;

namespace McpOps.Auditing.Areas;

/// <summary>Accounts that have power over the servers.</summary>
internal sealed class AccountsArea : IAuditArea
{
    public string Name => "accounts";

    public async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Accounts.Read(scope.Host) is not { } accounts)
        {
            yield return scope.Findings.NotChecked(Name, "accounts", OperatingSystem.IsLinux() ? "/etc/passwd cannot be read." : "The accounts of this system are not read.");
            yield break;
        }

        if (!accounts.HasGroups)
        {
            yield return scope.Findings.NotChecked(Name, "/etc/group", "It cannot be read, so nobody knows who is in a group with power.");
        }

        var expected = scope.Options.Inventory.Concat(scope.Options.Servers).SelectMany(server => server.Audit?.Accounts ?? []).ToHashSet(StringComparer.Ordinal);
        if (expected.Count == 0)
        {
            yield return scope.Findings.NotChecked(Name, "audit.accounts", "No server of the inventory says which accounts may be in groups with power, or run servers, so members of groups were not judged. Name them in audit.accounts.");
        }

        foreach (var (group, member) in accounts.Groups.Where(group => AccountList.Powerful.Contains(group.Name)).SelectMany(group => accounts.MembersOf(group.Gid).Select(member => (group.Name, member)))
            .Where(pair => expected.Count > 0 && pair.member != "root" && !expected.Contains(pair.member)))
        {
            yield return scope.Findings.Make("ACCT001", member, $"in the group {group}", identity: group, fix: $"gpasswd -d {FindingText.Word(member)} {group}, or name the account in audit.accounts of the inventory.");
        }

        foreach (var zero in accounts.Users.Where(user => user.Uid == 0 && user.Name != "root"))
        {
            yield return scope.Findings.Make("ACCT001", zero.Name, "it has the number 0: it is root", severity: AuditSeverity.Critical, identity: "uid 0", fix: $"userdel {FindingText.Word(zero.Name)}");
        }

        var accepted = (await ToolLock.ReadAsync(scope.Options.LockPath ?? scope.Options.Beside(ToolLock.FileName), cancellationToken)).Accounts;
        if (accepted is null)
        {
            yield return scope.Findings.NotChecked(Name, "accepted accounts", "No accounts were accepted yet, so what is new or changed cannot be told. Take them with 'mcpops audit --accept --reason …' (Test-McpSecurity -Accept -Reason …).");
        }

        foreach (var (name, evidence) in accepted is null ? [] : AccountList.Changes(accepted, AccountList.Of(accounts)!))
        {
            yield return scope.Findings.Make("ACCT003", name, evidence, identity: evidence);
        }

        if (accounts.WithPassword is null)
        {
            yield return scope.Findings.NotChecked(Name, "/etc/shadow", "This account may not read it, so passwords of service accounts were not looked at. Run the audit as root.");
        }

        // Who runs a server, and is no person: a system account, or one that the inventory names.
        foreach (var user in accounts.Users.Where(user => expected.Contains(user.Name) || Runs(scope, user)).Where(user => user.Name != "root" && (user.Uid < 1000 || expected.Contains(user.Name))))
        {
            var reasons = new[] { user.CanLogIn ? $"its shell is {user.Shell}" : null, accounts.WithPassword?.Contains(user.Name) == true ? "it has a password" : null }.OfType<string>().ToList();
            if (reasons.Count > 0)
            {
                yield return scope.Findings.Make("ACCT002", user.Name, string.Join(", and ", reasons), fix: $"usermod -s /usr/sbin/nologin {FindingText.Word(user.Name)}; passwd -l {FindingText.Word(user.Name)}");
            }
        }
    }

    private static bool Runs(AuditScope scope, Account user) => scope.Options.Servers.Any(server => server.Service is { Kind: "systemd" } service && UnitFile.Of(service.Name, scope.Host)?.User == user.Name);
}
