using McpOps.Auditing.Host.Windows;

namespace McpOps.Auditing.Areas;

/// <summary>The operating system on Windows: firewall and reboot, by <c>reg query</c>. It asks, and changes nothing.</summary>
internal static class WindowsOs
{
    private const string Firewall = @"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\";
    private static readonly string[] Profiles = ["DomainProfile", "StandardProfile", "PublicProfile"];

    private static readonly string[] Pending =
    [
        @"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired",
        @"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending",
    ];

    public static async IAsyncEnumerable<McpFinding> InspectAsync(AuditScope scope, string area, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var states = new List<(string Profile, uint? On)>();
        foreach (var profile in Profiles)
        {
            var said = await OsArea.TryAsync(scope.Options.Commands, "reg", ["query", Firewall + profile, "/v", "EnableFirewall"], cancellationToken);
            states.Add((profile, said is { ExitCode: 0 } ? RegistryText.Number(said.Out, "EnableFirewall") : null));
        }

        if (Off(states) is { } off)
        {
            yield return scope.Findings.Make("OS003", "Windows Firewall", off, identity: off, fix: "Set-NetFirewallProfile -All -Enabled True");
        }

        if (states.Exists(state => state.On is null))
        {
            yield return scope.Findings.NotChecked(area, "firewall", $"The registry does not say whether the firewall is on: {string.Join(", ", states.Where(state => state.On is null).Select(state => state.Profile))}.");
        }

        foreach (var key in Pending)
        {
            if (await OsArea.TryAsync(scope.Options.Commands, "reg", ["query", key], cancellationToken) is { ExitCode: 0 })
            {
                yield return scope.Findings.Make("OS002", "host", $"{key[(key.LastIndexOf('\\') + 1)..]} stands in the registry", identity: key);
            }
        }

        yield return scope.Findings.NotChecked(area, "os", "Pending updates, sshd and the audit policy are not read on Windows.");
    }

    /// <summary>Which profiles have no firewall; null when all have one, or nothing is known.</summary>
    internal static string? Off(IReadOnlyList<(string Profile, uint? On)> states)
    {
        var off = states.Where(state => state.On is 0).Select(state => state.Profile).ToList();
        return off.Count == 0 ? null : $"it is off for {string.Join(", ", off)}";
    }
}
