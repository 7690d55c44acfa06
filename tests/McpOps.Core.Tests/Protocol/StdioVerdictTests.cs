using McpOps.Core.Tests.Support;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Protocol;

/// <summary>Each way in which a stdio server misbehaves ends in the verdict and the words that a user can act on.</summary>
public sealed class StdioVerdictTests
{
    [Theory]
    [InlineData("good", "2025-06-18")]
    [InlineData("silent-unknown", "2025-06-18")]
    [InlineData("empty-result", "2025-06-18")]
    [InlineData("older", "2024-11-05")]
    [InlineData("strict", "2025-06-18")]
    [InlineData("noise", "2025-06-18")]
    [InlineData("garbage", "2025-06-18")]
    [InlineData("flood", "2025-06-18")]
    [InlineData("batch", "2025-03-26")]
    [InlineData("asks", "2025-06-18")]
    public async Task A_server_of_the_legacy_era_is_healthy_however_odd_its_ways(string mode, string version)
    {
        var probe = await Probe.RunAsync(HostileServer.In(mode));
        Assert.Equal((McpVerdict.Healthy, "", "legacy", version), (probe.Verdict, probe.Message, probe.Era, probe.Version));
        Assert.Equal(["echo", "fail"], probe.Tools.Select(tool => tool.Name));
    }

    [Fact]
    public async Task A_modern_server_that_is_slow_to_start_is_not_mistaken_for_a_legacy_one()
    {
        var probe = await Probe.RunAsync(HostileServer.In("slow-modern"));
        Assert.Equal((McpVerdict.Healthy, "modern", "2026-07-28"), (probe.Verdict, probe.Era, probe.Version));
    }

    [Theory]
    [InlineData("future", McpVerdict.ProtocolError, "insists on the protocol version '2031-01-01'")]
    [InlineData("dies", McpVerdict.Exited, "exit code 3. Standard error: Error: cannot reach the database")]
    [InlineData("dies-later", McpVerdict.Exited, "in the middle of the conversation with exit code 4")]
    [InlineData("half", McpVerdict.ProtocolError, "broken message")]
    [InlineData("huge", McpVerdict.ProtocolError, "more than 16 MiB")]
    [InlineData("wrong-id", McpVerdict.ProtocolError, "the id 4711")]
    [InlineData("text-id", McpVerdict.ProtocolError, "the id \"2\"")]
    [InlineData("endless", McpVerdict.ProtocolError, "has no end")]
    [InlineData("odd-tools", McpVerdict.ProtocolError, "no list of named tools")]
    public async Task A_server_that_breaks_the_rules_gets_the_verdict_that_says_how(string mode, string verdict, string words)
    {
        var probe = await Probe.RunAsync(HostileServer.In(mode));
        Assert.Equal(verdict, probe.Verdict);
        Assert.Contains(words, probe.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", probe.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mute", "No answer to server/discover and initialize within 6 s")]
    [InlineData("half-open", "began a message of which")]
    public async Task A_server_that_does_not_answer_is_a_time_out_within_the_time(string mode, string words)
    {
        var started = TimeProvider.System.GetTimestamp();
        var probe = await Probe.RunAsync(HostileServer.In(mode), new ConnectOptions { Timeout = TimeSpan.FromSeconds(6) });
        Assert.Equal(McpVerdict.Timeout, probe.Verdict);
        Assert.Contains(words, probe.Message, StringComparison.Ordinal);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 6, 30);
    }

    [Fact]
    public async Task A_server_that_closes_its_output_and_runs_on_breaks_the_rules()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Uses sh.");
        var probe = await Probe.RunAsync(McpServer.FromCommand("sh", ["-c", "read -r line; exec >&-; exec sleep 60"]));
        Assert.Equal(McpVerdict.ProtocolError, probe.Verdict);
        Assert.Contains("closed its standard output and runs on", probe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_no_server_is_told_apart_from_a_slow_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Uses sh and cat.");
        var talker = await Probe.RunAsync(McpServer.FromCommand("sh", ["-c", "echo Welcome to my shop; exec sleep 60"]), new ConnectOptions { Timeout = TimeSpan.FromSeconds(6) });
        Assert.Equal(McpVerdict.NotMcp, talker.Verdict);
        Assert.Contains("Welcome to my shop", talker.Message, StringComparison.Ordinal);

        var echo = await Probe.RunAsync(McpServer.FromCommand("cat"));
        Assert.Equal(McpVerdict.NotMcp, echo.Verdict);
        Assert.Contains("sends back what it is sent", echo.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_tools_that_says_so_is_healthy()
    {
        var probe = await Probe.RunAsync(HostileServer.In("no-tools"));
        Assert.Equal(McpVerdict.Healthy, probe.Verdict);
        Assert.Empty(probe.Tools);
    }

    [Fact]
    public async Task All_pages_of_the_tool_list_are_read_and_a_name_that_comes_twice_stays_visible()
    {
        var probe = await Probe.RunAsync(HostileServer.In("pages"));
        Assert.Equal(["one", "two", "one"], probe.Tools.Select(tool => tool.Name));
    }
}
