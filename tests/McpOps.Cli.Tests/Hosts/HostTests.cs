using System.Diagnostics;
using System.Text.Json;

namespace McpOps.Cli.Tests.Hosts;

/// <summary>Verbs on other hosts, over a real sshd.</summary>
public sealed class HostTests : IClassFixture<SshHosts>, IDisposable
{
    private readonly SshHosts _hosts;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-hosts-");

    public HostTests(SshHosts hosts)
    {
        Assert.SkipWhen(hosts.Missing is not null, hosts.Missing ?? "");
        _hosts = hosts;
    }

    private string Inventory => Path.Combine(_folder.FullName, "mc ps.json");

    [Fact]
    public async Task What_hosts_answer_is_one_answer_and_one_that_is_down_is_named()
    {
        await File.WriteAllTextAsync(Inventory, """{ "servers": { "it's": { "url": "http://127.0.0.1:1/mcp" } } }""", TestContext.Current.CancellationToken);
        var all = await RunAsync("servers", "--config-path", Inventory, "-o", "json", "--host", "a,down,b");
        Assert.Equal(["a it's", "b it's"], JsonDocument.Parse(all.Output).RootElement.EnumerateArray().Select(one => $"{one.GetProperty("host")} {one.GetProperty("name")}").Order(StringComparer.Ordinal));
        Assert.Contains("error HostUnreachable: 'down'", all.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Partial, all.ExitCode);
        Assert.DoesNotContain("HostVersionDiffers", all.Error, StringComparison.Ordinal);

        // As a monitoring plugin: the worst of all; and what was written beside the results is told with the host's name.
        var health = await RunAsync("health", "it's", "--config-path", Inventory, "--host", "a", "--host", "b", "-o", "csv", "--check", "protocol");
        Assert.Equal(2, health.ExitCode);
        Assert.Equal(3, health.Output.TrimEnd().Split('\n').Length);
        Assert.EndsWith(",Host", health.Output.Split('\n')[0].TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(["a", "b"], health.Output.TrimEnd().Split('\n').Skip(1).Select(line => line.TrimEnd().Split(',')[^1]).Order(StringComparer.Ordinal));
        var wrong = await RunAsync("health", "nobody", "--config-path", Inventory, "--host", "a");
        Assert.Contains("a: error ServerNotFound", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_and_log_summaries_of_hosts_are_joined_to_one()
    {
        var log = Path.Combine(_folder.FullName, "web.log");
        await File.WriteAllTextAsync(log, "2026-11-19 10:00:00 ERROR it broke\n2026-11-19 10:01:00 INFO it works\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Inventory, """{ "servers": { "web": { "url": "http://127.0.0.1:1/mcp" } } }""", TestContext.Current.CancellationToken);
        var (reports, summaries) = (Path.Combine(_folder.FullName, "reports.json"), Path.Combine(_folder.FullName, "logs.json"));
        await File.WriteAllTextAsync(reports, (await RunAsync("report", "weekly", "--config-path", Inventory, "--history", _folder.FullName, "-o", "json", "--host", "a,b")).Output, TestContext.Current.CancellationToken);
        var whole = await RunAsync("report", "--from", reports, "-o", "markdown");
        Assert.StartsWith("# Weekly report of a, b", whole.Output, StringComparison.Ordinal);
        Assert.Contains("### web on b", whole.Output, StringComparison.Ordinal);
        Assert.Contains("mcpops watch --status --host b", whole.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await RunAsync("report", "weekly", "--from", reports)).ExitCode);

        await File.WriteAllTextAsync(summaries, (await RunAsync("logs", log, "--state", "-o", "json", "--host", "a,b")).Output, TestContext.Current.CancellationToken);
        using var sum = JsonDocument.Parse((await RunAsync("logs", "merge", summaries, "-o", "json")).Output);
        Assert.Equal(("a, b", 4, 2), (sum.RootElement.GetProperty("host").GetString(), sum.RootElement.GetProperty("entries").GetInt32(), sum.RootElement.GetProperty("errors").GetInt32()));
    }

    [Fact]
    public async Task A_host_that_hangs_is_told_within_its_time_and_delays_no_other()
    {
        // Several times as long as a host takes that answers, on this machine as busy as it is.
        var alone = Stopwatch.StartNew();
        Assert.Equal(0, (await RunAsync("schedule", "--kind", "cron", "--folder", _folder.FullName, "--host", "a")).ExitCode);
        var patience = Math.Max(4, Math.Ceiling(5 * alone.Elapsed.TotalSeconds));
        var time = Stopwatch.StartNew();
        using var run = Command.Start("env", [$"PATH={_hosts.Programs}:{Environment.GetEnvironmentVariable("PATH")}", Command.McpOps, "schedule", "--kind", "cron", "--folder", _folder.FullName, "--host", "silent,a", "--host-timeout", $"{patience}s"]);
        Assert.Equal("a", await run.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.False(run.HasExited);
        var error = await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("error HostTimedOut: 'silent'", error, StringComparison.Ordinal);
        Assert.True(time.Elapsed >= TimeSpan.FromSeconds(patience - 1), $"{time.Elapsed}");
    }

    [Fact]
    public async Task A_key_that_is_refused_and_a_host_that_nobody_knows_are_named()
    {
        var refused = await RunAsync("servers", "--host", "refused");
        Assert.Contains("error HostUnreachable: 'refused' cannot be reached:", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Permission denied", refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, refused.ExitCode);
    }

    [Fact]
    public async Task A_host_without_mcpops_one_of_another_version_and_one_that_answers_no_JSON_are_told()
    {
        var all = await RunAsync("servers", "-o", "json", "--host", "bare,older,liar");
        Assert.Equal("older", Assert.Single(JsonDocument.Parse(all.Output).RootElement.EnumerateArray()).GetProperty("host").GetString());
        Assert.Contains("error HostLacksMcpops: 'bare' has no mcpops", all.Error, StringComparison.Ordinal);
        Assert.Contains("warning HostVersionDiffers: 'older' has mcpops 0.1.0, and this is", all.Error, StringComparison.Ordinal);
        Assert.Contains("error HostAnswerInvalid: What 'liar' (mcpops 1) answered is no JSON", all.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Partial, all.ExitCode);
    }

    [Fact]
    public async Task Usage_is_told_here_before_any_host_is_asked()
    {
        Assert.Equal(ExitCodes.Usage, (await RunAsync("health", "--nonsense", "--host", "a")).ExitCode);
        Assert.Contains("NotOnHosts", (await RunAsync("demo", "--host", "a")).Error, StringComparison.Ordinal);
        Assert.Contains("--host", (await RunAsync("health", "--help")).Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<Command> RunAsync(params string[] arguments) =>
        Command.RunAsync("env", [$"PATH={_hosts.Programs}:{Environment.GetEnvironmentVariable("PATH")}", Command.McpOps, .. arguments], TestContext.Current.CancellationToken);
}
