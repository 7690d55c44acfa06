using McpOps.Cli.StatusPage.Html;
using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;

namespace McpOps.Cli.Tests.StatusPage;

/// <summary>A server that works, and is Unhealthy by a figure such as a certificate: the page says of it that somebody is to look, and not that it does not work.</summary>
public sealed class WorkingTests
{
    [Theory]
    [InlineData(1, 0, "1 of 4 needs a look at once.")]
    [InlineData(2, 0, "2 of 4 need a look at once.")]
    [InlineData(1, 1, "1 of 4 does not work, 1 works and needs a look at once.")]
    [InlineData(0, 2, "2 of 4 do not work.")]
    public void What_works_is_not_said_not_to(int ill, int down, string sentence)
    {
        var board = Boards.Of([.. Enumerable.Range(0, 4).Select(index => index < ill ? Ill($"s{index}") : Boards.Sample($"s{index}", index < ill + down ? HealthStatus.Unhealthy : HealthStatus.Healthy))]);
        Assert.Contains(sentence + "</p>", IndexPage.Head(board, isFull: true, TimeProvider.System.GetUtcNow()), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_status_does_not_contradict_itself()
    {
        var row = ServerRow.State(Boards.Of(Ill("api")).Find("api")!, TimeProvider.System.GetUtcNow());
        Assert.DoesNotContain("Healthy</strong> · Healthy", row, StringComparison.Ordinal);
        Assert.DoesNotContain("· Healthy", row, StringComparison.Ordinal);
        Assert.Contains("<strong class=\"bad\">Unhealthy</strong> · it works", row, StringComparison.Ordinal);
    }

    private static McpSample Ill(string server)
    {
        var check = new McpCheckResult { Name = "certificates:/etc/tls.crt", Status = HealthStatus.Unhealthy, Value = 5, Unit = "days", Warning = 30, Critical = 7, Message = "CN=api" };
        var health = new McpHealth { Server = server, Status = HealthStatus.Unhealthy, Verdict = McpVerdict.Healthy, CheckedAt = TimeProvider.System.GetLocalNow().LocalDateTime, Checks = [new McpCheckResult { Name = "protocol", Status = HealthStatus.Healthy }, check] };
        return SampleOf.Health(health, TimeProvider.System.GetUtcNow());
    }
}
