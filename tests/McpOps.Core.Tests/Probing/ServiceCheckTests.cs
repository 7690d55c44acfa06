using System.Diagnostics;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Probing;

public sealed class ServiceCheckTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"State":{"Status":"running","Pid":7,"ExitCode":0,"Health":{"Status":"healthy"}},"RestartCount":0}""", HealthStatus.Healthy, "healthy")]
    [InlineData("""{"State":{"Status":"running","Pid":7,"ExitCode":0},"RestartCount":0}""", HealthStatus.Healthy, "Running")]
    [InlineData("""{"State":{"Status":"running","Pid":7,"ExitCode":0,"Health":{"Status":"unhealthy"}},"RestartCount":0}""", HealthStatus.Unhealthy, "unhealthy")]
    [InlineData("""{"State":{"Status":"running","Pid":7,"ExitCode":0,"Health":{"Status":"starting"}},"RestartCount":0}""", HealthStatus.Degraded, "starting")]
    [InlineData("""{"State":{"Status":"restarting","Pid":0,"ExitCode":1},"RestartCount":9}""", HealthStatus.Degraded, "restarting")]
    [InlineData("""{"State":{"Status":"exited","Pid":0,"ExitCode":1},"RestartCount":0}""", HealthStatus.Unhealthy, "docker logs web")]
    [InlineData("""[]""", HealthStatus.Unknown, "not Docker")]
    public async Task A_container_is_as_healthy_as_Docker_says(string body, string status, string message)
    {
        using var folder = new TemporaryFolder();
        await using var docker = await LoopbackWeb.StartAsync(LoopbackWeb.Json(body), folder["docker.sock"]);
        var result = await CheckAsync(new ServiceControl(TimeProvider.System) { DockerHost = $"unix://{folder["docker.sock"]}" }, new McpService("docker", "web"));
        Assert.Equal(("service", status), (result.Name, result.Status));
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_runs_is_healthy_and_one_that_does_not_is_unhealthy()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs /bin/sh");
        var mark = $"mcpops-{Guid.NewGuid():N}";
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(new ServiceControl(TimeProvider.System), new McpService("process", mark))).Status);
        using var process = Process.Start("/bin/sh", ["-c", $"while :; do sleep 0.1; done # {mark}"]);
        try
        {
            Assert.Equal(HealthStatus.Healthy, (await CheckAsync(new ServiceControl(TimeProvider.System), new McpService("process", mark))).Status);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task On_a_machine_without_systemd_a_unit_is_unknown_with_the_reason()
    {
        var control = new ServiceControl(TimeProvider.System) { Commands = new Saying(new CommandOutput(1, "", "System has not been booted with systemd as init system (PID 1). Can't operate.\n")) };
        var result = await CheckAsync(control, new McpService("systemd", "mcp"));
        Assert.Equal(HealthStatus.Unknown, result.Status);
        Assert.Contains("has not been booted with systemd", result.Message, StringComparison.Ordinal);
    }

    private static async Task<McpCheckResult> CheckAsync(ServiceControl control, McpService service) =>
        Assert.Single(await new ServiceCheck(new ServiceStates(control, TimeProvider.System)).CheckAsync(new McpServer { Name = "s", Service = service }, Stop));

    private sealed class Saying(CommandOutput output) : CommandRunner
    {
        public override Task<CommandOutput> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => Task.FromResult(output);
    }
}
