using McpOps.Monitoring;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>What is read first, and often only: it names the cause.</summary>
public sealed class TitleTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(McpVerdict.Unreachable, "Nothing listens on it.", "[critical] api: Unreachable")]
    [InlineData(McpVerdict.Healthy, "certificates:/etc/tls.crt 5 days: CN=api, valid until 2026-11-07. Renew it.", "[critical] api: certificate ends in 5 days")]
    [InlineData(McpVerdict.Healthy, "certificates:/etc/tls.crt 0.4 days: CN=api, valid until 2026-11-07. Renew it.", "[critical] api: certificate ends in 0.4 days")]
    [InlineData(McpVerdict.Healthy, "certificates:/etc/tls.crt -2 days: It, or one that it depends on, has expired (CN=api, valid until 2026-10-31). Renew it.", "[critical] api: certificate has expired")]
    [InlineData(McpVerdict.Healthy, "process-memory 94 %: 3 GiB resident, process 7", "[critical] api: process-memory 94 %")]
    [InlineData(McpVerdict.Healthy, "endpoints:health: answers 500", "[critical] api: endpoints:health: answers 500")]
    [InlineData(McpVerdict.Healthy, "", "[critical] api: not healthy")]
    public void The_title_names_the_cause(string verdict, string message, string title) => Assert.Equal(title, Title(Event("api", "health", verdict, message)));

    [Theory]
    [InlineData(HostWatch.Name, HostWatch.Name, "disk:/ 97 % (and cpu 94 %): 1 GiB available", ": disk:/ 97 % (and cpu 94 %)")]
    [InlineData(HostWatch.Name, "audit", "Open: 0 critical, 1 high.", ": audit")]
    public void An_alert_of_the_machine_names_the_machine(string server, string rule, string message, string end)
    {
        var title = Title(Event(server, rule, "", message));
        Assert.StartsWith("[critical] machine ", title, StringComparison.Ordinal);
        Assert.EndsWith(end, title, StringComparison.Ordinal);
        Assert.DoesNotContain("machine host:", title, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alert_of_the_machine_names_it_and_a_command_to_the_programs_that_are_told()
    {
        var alert = Composer().Alert(Event(HostWatch.Name, HostWatch.Name, "", "disk:/ 97 %: 1 GiB available"));
        var json = AlertJson.Of(Message(alert), alert);
        Assert.False(string.IsNullOrEmpty((string?)json["host"]));
        Assert.StartsWith("mcpops health", (string?)json["command"], StringComparison.Ordinal);
        var shared = Composer().Alert(Event("host web02", HostWatch.Name, "", "disk:/ 97 %: 1 GiB available"));
        Assert.Equal("web02", (string?)AlertJson.Of(Message(shared), shared)["host"]);
        Assert.Equal("[critical] machine web02: disk:/ 97 %", Message(shared).Title);
    }

    private static MessageComposer Composer() => new(McpFleet.None, new Dictionary<string, McpServer>(StringComparer.Ordinal));

    private static AlertMessage Message(MessageAlert alert) => MessageComposer.Message("m", AlertEventKind.Fired, [alert], Start);

    private static string Title(AlertEvent one) => Message(Composer().Alert(one)).Title;

    private static AlertEvent Event(string server, string rule, string verdict, string message) => new() { Kind = AlertEventKind.Fired, Server = server, Rule = rule, Episode = "a", Severity = AlertSeverity.Critical, At = Start, Since = Start, Message = message, Verdict = verdict };
}
