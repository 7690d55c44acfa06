using McpOps.Auditing;
using McpOps.Auditing.Areas;
using McpOps.Auditing.Host.Windows;
using McpOps.Auditing.Rules.Permissions;

namespace McpOps.Core.Tests.Auditing;

/// <summary>What decides about a Windows host is a function of what Windows says, and is tried here on its words; the reading of them runs on Windows alone.</summary>
public sealed class WindowsTests
{
    [Theory]
    [InlineData("O:BAG:SYD:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;S-1-5-21-1-2-3-1001)", false, false)]
    [InlineData("O:BAD:AI(A;ID;FA;;;SY)(A;ID;0x1200a9;;;BU)", true, false)]
    [InlineData("D:(A;;FR;;;WD)", true, false)]
    [InlineData("D:(A;;0x1301bf;;;AU)", true, true)]
    [InlineData("D:(A;;GW;;;S-1-5-32-545)", false, true)]
    [InlineData("D:(A;;WD;;;BU)", false, true)]
    [InlineData("D:(D;;FA;;;WD)(A;;FA;;;BU)", false, false)]
    [InlineData("D:(A;;FA;;;BU)(D;;FA;;;BU)", true, true)]
    [InlineData("D:(A;OICIIO;FA;;;BU)", false, false)]
    [InlineData("D:NO_ACCESS_CONTROL", true, true)]
    [InlineData("O:BA", true, true)]
    [InlineData("D:P", false, false)]
    [InlineData("D:(XA;;FA;;;BU;(@User.Title==\"PM\"))S:(AU;FA;FA;;;WD)", true, true)]
    public void Whoever_else_may_read_or_change_a_file_is_named(string sddl, bool reads, bool writes)
    {
        var descriptor = SecurityDescriptor.Read(sddl)!;
        Assert.Equal((reads, writes), (WindowsAccess.Readable(descriptor) is not null, WindowsAccess.Writable(descriptor, isFolder: false, isParent: false) is not null));
    }

    [Fact]
    public void What_every_Windows_has_is_no_finding_and_what_is_no_descriptor_is_none()
    {
        // C:\, C:\Program Files, C:\Windows, as they are installed.
        foreach (var sddl in new[] { "O:S-1-5-80-1D:PAI(A;;LC;;;AU)(A;OICIIO;SDGXGWGR;;;AU)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)", "D:PAI(A;OICI;0x1200a9;;;BU)(A;CI;FA;;;BA)", "D:PAI(A;;0x1200a9;;;BU)(A;OICIIO;GXGR;;;BU)(A;;0x1301bf;;;SY)" })
        {
            Assert.Null(WindowsAccess.Writable(SecurityDescriptor.Read(sddl)!, isFolder: true, isParent: true));
        }

        Assert.NotNull(WindowsAccess.Writable(SecurityDescriptor.Read("D:(A;OICI;0x1301ff;;;BU)")!, isFolder: true, isParent: true));
        Assert.NotNull(WindowsAccess.Writable(SecurityDescriptor.Read("D:(A;OICI;DC;;;AU)")!, isFolder: true, isParent: false));
        Assert.Null(SecurityDescriptor.Read("Access is denied."));
    }

    [Fact]
    public void Logins_over_a_network_are_read_from_the_security_log()
    {
        static string One(int id, string user, string source, string type, string status = "0xC000006A") =>
            $"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>{id}</EventID><TimeCreated SystemTime='2026-11-28T10:00:00.0000000Z'/></System><EventData><Data Name='TargetUserName'>{user}</Data><Data Name='SubStatus'>{status}</Data><Data Name='LogonType'>{type}</Data><Data Name='IpAddress'>{source}</Data></EventData></Event>\r\n";

        var read = WindowsLogins.Read(string.Concat(Enumerable.Repeat(One(4625, "&lt;Data Name='IpAddress'&gt;8.8.8.8", "192.0.2.7", "3", "0xc0000064"), 12)) + One(4624, "ann", "192.0.2.7", "10") + One(4624, "SYSTEM", "-", "5") + One(4672, "x", "192.0.2.9", "3"))!;
        Assert.Equal((13, 1, 12), (read.Count, read.Count(one => one.Succeeded), read.Count(one => !one.UserExists)));
        Assert.All(read, one => Assert.Equal("192.0.2.7", one.Source));
        Assert.Equal(["LOGIN001", "LOGIN002", "LOGIN003"], McpOps.Auditing.Rules.Logins.LoginRules.Judge(read, 10).Select(verdict => verdict.RuleId));
        Assert.Null(WindowsLogins.Read("<!DOCTYPE a [<!ENTITY b 'c'>]><Event/>"));
        Assert.Null(WindowsLogins.Read("<Event><System>"));
        Assert.Empty(WindowsLogins.Read("")!);
    }

    [Fact]
    public async Task The_firewall_and_a_reboot_that_is_due_are_read_from_the_registry()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Programs of the host are scripts here.");
        using var host = new PlantedHost();
        var scope = new AuditScope(new EngineContext(), host.Options, new FindingMaker(TimeProvider.System));
        host.Program("reg", """case "$2" in *RebootPending) exit 0;; *Reboot*) exit 1;; *Public*) v=0x0;; *) v=0x1;; esac; printf '\r\n%s\r\n    EnableFirewall    REG_DWORD    %s\r\n' "$2" "$v" """);
        Assert.Equal(["AUDIT001 os", "OS002 host", "OS003 Windows Firewall: it is off for PublicProfile"], await FindAsync(scope));
        host.Program("reg", "echo 'ERROR: Access is denied.' >&2; exit 1");
        Assert.Equal(["AUDIT001 firewall", "AUDIT001 os"], await FindAsync(scope));
        host.Program("wevtutil", "echo 'Access is denied.' >&2; exit 5");
        var logins = new List<McpFinding>();
        await foreach (var finding in new LoginsArea().WindowsAsync(scope, TestContext.Current.CancellationToken))
        {
            logins.Add(finding);
        }

        Assert.Contains("as an administrator", Assert.Single(logins, finding => finding.NotChecked).Evidence, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> FindAsync(AuditScope scope)
    {
        var found = new List<string>();
        await foreach (var finding in WindowsOs.InspectAsync(scope, "os", TestContext.Current.CancellationToken))
        {
            found.Add($"{finding.RuleId} {finding.Target}{(finding.RuleId is "OS003" ? $": {finding.Evidence}" : "")}");
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }
}
