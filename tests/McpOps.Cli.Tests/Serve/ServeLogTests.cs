using System.Text.Json.Nodes;
using McpOps.Cli.Hosting;
using McpOps.Cli.Serve;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpOps.Cli.Tests.Serve;

public sealed class ServeLogTests
{
    private readonly List<string> _lines = [];

    [Fact]
    public void A_line_has_the_form_of_Pythons_logging()
    {
        Log(LogFormat.Text).Info("Extracting content from URL: https://example.com/");
        Assert.Equal(["2026-01-31 12:00:00,123 - mcpops - INFO - Extracting content from URL: https://example.com/"], _lines);
    }

    [Fact]
    public void Levels_have_Pythons_names()
    {
        var log = Log(LogFormat.Text);
        log.Warning("a");
        log.Error("b");
        log.Write(LogLevel.Critical, "other", "c");
        Assert.Equal(["WARNING - a", "ERROR - b", "CRITICAL - c"], _lines.Select(line => line.Split(" - ", 3)[2]));
    }

    /// <summary>On a busy machine Kestrel warns that its heartbeat waited: no operator of a watch has anything to do for that.</summary>
    [Fact]
    public async Task The_server_says_of_itself_only_what_went_wrong()
    {
        await using var host = LocalHost.Build("127.0.0.1", 0, Log(LogFormat.Text), TimeSpan.Zero, _ => { });
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Server.Kestrel");
        Assert.False(logger.IsEnabled(LogLevel.Warning));
        Assert.True(logger.IsEnabled(LogLevel.Error));
    }

    [Fact]
    public void A_message_cannot_forge_a_line()
    {
        Log(LogFormat.Text).Info("one\n2026-01-31 12:00:01,000 - mcpops - INFO - two\u001b[31m");
        var line = Assert.Single(_lines);
        Assert.DoesNotContain(line, char.IsControl);
        Assert.Contains("one\\u000a2026", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('\u2028')]
    [InlineData('\u202E')]
    [InlineData('\u2066')]
    public void Nothing_breaks_or_turns_a_line_in_a_viewer(char deceptive)
    {
        Log(LogFormat.Text).Info($"a{deceptive}b");
        Log(LogFormat.Json).Info($"a{deceptive}b");
        Assert.All(_lines, line => Assert.DoesNotContain(deceptive, line));
        Assert.Equal($"a{deceptive}b", JsonNode.Parse(_lines[1])!["message"]!.GetValue<string>());
    }

    [Fact]
    public void A_JSON_line_carries_the_same()
    {
        Log(LogFormat.Json).Warning("größer \"1\"\n2");
        var line = JsonNode.Parse(Assert.Single(_lines))!;
        Assert.Equal("2026-01-31T12:00:00.123+00:00", line["timestamp"]!.GetValue<string>());
        Assert.Equal("WARNING", line["level"]!.GetValue<string>());
        Assert.Equal("mcpops", line["logger"]!.GetValue<string>());
        Assert.Equal("größer \"1\"\n2", line["message"]!.GetValue<string>());
    }

    [Fact]
    public void What_is_below_the_level_is_not_written()
    {
        Log(LogFormat.Text, LogLevel.Warning).Info("nothing");
        Assert.Empty(_lines);
    }

    private ServeLog Log(LogFormat format, LogLevel minimum = LogLevel.Information) => new(_lines.Add, new FixedTime(), format, minimum);

    private sealed class FixedTime : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 1, 31, 12, 0, 0, 123, TimeSpan.Zero);
    }
}
