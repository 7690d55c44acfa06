using McpOps.Platform;
using Microsoft.AspNetCore.Http;

namespace McpOps.Core.Tests.Platform;

/// <summary>The Engine API as its public reference has it, behind a real Unix socket.</summary>
public sealed class DockerServicesTests : IAsyncDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _requests = [];
    private LoopbackWeb? _docker;

    [Theory]
    [InlineData("""{"Id":"4fa6","State":{"Status":"running","Running":true,"Pid":4242,"ExitCode":0,"Health":{"Status":"healthy","FailingStreak":0}},"Name":"/web","RestartCount":2}""", ServiceStatus.Running, 4242, 2, "healthy")]
    [InlineData("""{"State":{"Status":"running","Pid":4242,"ExitCode":0,"Health":{"Status":"unhealthy"}},"RestartCount":0}""", ServiceStatus.Running, 4242, 0, "unhealthy")]
    [InlineData("""{"State":{"Status":"running","Pid":4242,"ExitCode":0},"RestartCount":0}""", ServiceStatus.Running, 4242, 0, null)]
    [InlineData("""{"State":{"Status":"running","Pid":4242,"ExitCode":0,"Health":{"Status":"none"}},"RestartCount":0}""", ServiceStatus.Running, 4242, 0, null)]
    [InlineData("""{"State":{"Status":"exited","Pid":0,"ExitCode":137,"OOMKilled":true},"RestartCount":7}""", ServiceStatus.Failed, null, 7, null)]
    [InlineData("""{"State":{"Status":"exited","Pid":0,"ExitCode":0},"RestartCount":0}""", ServiceStatus.Stopped, null, 0, null)]
    [InlineData("""{"State":{"Status":"restarting","Pid":0,"ExitCode":1},"RestartCount":31,"HostConfig":{"RestartPolicy":{"Name":"always"}}}""", ServiceStatus.Changing, null, 31, null)]
    public async Task A_container_tells_its_state(string body, string status, int? processId, int restarts, string? health)
    {
        var state = await GetAsync(LoopbackWeb.Json(body));
        Assert.Equal((status, processId, (int?)restarts, health), (state.Status, state.ProcessId, state.Restarts, state.Health));
        Assert.Equal(["GET /containers/web/json"], _requests);
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_not_found() =>
        Assert.Equal(ServiceStatus.NotFound, (await GetAsync(LoopbackWeb.Json("""{"message":"No such container: web"}""", 404))).Status);

    [Fact]
    public async Task A_daemon_in_trouble_is_unknown() =>
        Assert.Equal(ServiceStatus.Unknown, (await GetAsync(LoopbackWeb.Json("""{"message":"server error"}""", 500))).Status);

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    public async Task An_answer_that_is_not_Dockers_is_unknown(string body) =>
        Assert.Equal(ServiceStatus.Unknown, (await GetAsync(LoopbackWeb.Json(body))).Status);

    [Theory]
    [InlineData("""{"State":{"Status":"running","Pid":7},"HostConfig":{"AutoRemove":true}}""", 200, "was run with --rm")]
    [InlineData("""{"State":{"Status":"running","Pid":7},"HostConfig":{"AutoRemove":false}}""", 200, null)]
    [InlineData("""{"message":"No such container: web"}""", 404, "knows no container 'web'")]
    [InlineData("not json", 200, null)]
    public async Task A_container_that_is_gone_when_it_stops_is_known_before(string body, int status, string? why)
    {
        var control = await ControlAsync(LoopbackWeb.Json(body, status));
        var said = await control.WhyNoStartAsync(new ServiceReference(ServiceKind.Docker, "web"), Stop);
        Assert.Equal(why is null, said is null);
        Assert.Contains(why ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_is_stopped_and_started()
    {
        var running = true;
        var control = await ControlAsync(async context =>
        {
            if (context.Request.Method == "POST")
            {
                running = context.Request.Path.Value!.EndsWith("/start", StringComparison.Ordinal);
                context.Response.StatusCode = 204;
                return;
            }

            await LoopbackWeb.Json($$$"""{"State":{"Status":"{{{(running ? "running" : "exited")}}}","Pid":{{{(running ? 7 : 0)}}},"ExitCode":0},"RestartCount":0}""")(context);
        });
        var service = new ServiceReference(ServiceKind.Docker, "web");
        Assert.Equal(ServiceStatus.Stopped, (await control.StopAsync(service, TimeSpan.FromSeconds(10), Stop)).Status);
        Assert.Equal(ServiceStatus.Running, (await control.StartAsync(service, TimeSpan.FromSeconds(10), Stop)).Status);
        Assert.Contains("POST /containers/web/stop", _requests);
        Assert.Contains("POST /containers/web/start", _requests);
    }

    [Fact]
    public async Task A_refused_start_says_what_Docker_said()
    {
        var control = await ControlAsync(context => context.Request.Method == "POST"
            ? LoopbackWeb.Json("""{"message":"port is already allocated"}""", 500)(context)
            : LoopbackWeb.Json("""{"State":{"Status":"exited","Pid":0,"ExitCode":0},"RestartCount":0}""")(context));
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => control.StartAsync(new ServiceReference(ServiceKind.Docker, "web"), TimeSpan.FromSeconds(10), Stop));
        Assert.Equal("ServiceStartFailed", exception.ErrorId);
        Assert.Contains("port is already allocated", exception.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_docker is not null)
        {
            await _docker.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task<ServiceState> GetAsync(RequestDelegate answer) =>
        await (await ControlAsync(answer)).GetAsync(new ServiceReference(ServiceKind.Docker, "web"), Stop);

    private async Task<ServiceControl> ControlAsync(RequestDelegate answer)
    {
        var socket = _folder["docker.sock"];
        _docker = await LoopbackWeb.StartAsync(
            context =>
            {
                _requests.Add($"{context.Request.Method} {context.Request.Path}");
                return answer(context);
            },
            socket);
        return new ServiceControl(TimeProvider.System) { DockerHost = $"unix://{socket}" };
    }
}
