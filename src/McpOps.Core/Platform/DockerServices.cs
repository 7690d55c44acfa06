using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpOps.Platform;

/// <summary>Containers of Docker, through its Engine API: <c>GET /containers/{id}/json</c>, <c>POST …/start</c>, <c>POST …/stop</c>.</summary>
/// <param name="host">A <c>unix://</c> or <c>tcp://</c> address as in <c>DOCKER_HOST</c>; the usual socket when null.</param>
internal sealed class DockerServices(string? host) : IServiceManager
{
    private const string DefaultHost = "unix:///var/run/docker.sock";

    private string Host => string.IsNullOrWhiteSpace(host) ? DefaultHost : host;

    public async Task<ServiceState> GetAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        using var client = CreateClient();
        using var response = await SendAsync(client, HttpMethod.Get, service, "json", cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound)
        {
            return new ServiceState { Status = ServiceStatus.NotFound, Message = $"Docker knows no container '{service.Name}'. See 'docker ps --all'." };
        }

        if (!response.IsSuccessStatusCode)
        {
            return new ServiceState { Status = ServiceStatus.Unknown, Message = $"Docker answered {(int)response.StatusCode} at {Host}." };
        }

        try
        {
            var container = await response.Content.ReadFromJsonAsync(DockerJson.Default.Container, cancellationToken);
            return container?.State is { } state ? Describe(service.Name, state, container.RestartCount) with { RestartPolicy = container.HostConfig?.RestartPolicy?.Name is { Length: > 0 } policy and not "no" ? policy : null } : NotDocker();
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return NotDocker();
        }
    }

    // What was run with --rm is gone once it is stopped.
    public async Task<string?> WhyNoStartAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        using var client = CreateClient();
        using var response = await SendAsync(client, HttpMethod.Get, service, "json", cancellationToken);
        try
        {
            return response.StatusCode is HttpStatusCode.NotFound ? $"Docker knows no container '{service.Name}'. See 'docker ps --all'."
                : response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync(DockerJson.Default.Container, cancellationToken) is { HostConfig.AutoRemove: true }
                    ? $"The container '{service.Name}' was run with --rm: Docker removes it when it is stopped, and cannot start it again. Run it without --rm." : null;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    public Task StartAsync(ServiceReference service, CancellationToken cancellationToken) => CommandAsync("start", "ServiceStartFailed", service, cancellationToken);

    public Task StopAsync(ServiceReference service, CancellationToken cancellationToken) => CommandAsync("stop", "ServiceStopFailed", service, cancellationToken);

    private ServiceState NotDocker() => new() { Status = ServiceStatus.Unknown, Message = $"What answers at {Host} is not Docker." };

    private static ServiceState Describe(string name, ContainerState state, int? restarts)
    {
        var status = state.Status switch
        {
            "running" => ServiceStatus.Running,
            "restarting" or "removing" => ServiceStatus.Changing,
            "exited" or "dead" when state.ExitCode is not 0 => ServiceStatus.Failed,
            _ => ServiceStatus.Stopped,
        };
        return new ServiceState
        {
            Status = status,
            ProcessId = state.Pid is > 0 ? state.Pid : null,
            Restarts = restarts,
            Health = state.Health?.Status is { } health and not "none" ? health : null,
            Message = status is ServiceStatus.Running ? "" : $"{state.Status}, exit code {state.ExitCode}. See 'docker logs {name}'.",
        };
    }

    private async Task CommandAsync(string verb, string errorId, ServiceReference service, CancellationToken cancellationToken)
    {
        using var client = CreateClient();
        using var response = await SendAsync(client, HttpMethod.Post, service, verb, cancellationToken);

        // 304: it is already so.
        if (!response.IsSuccessStatusCode && response.StatusCode is not HttpStatusCode.NotModified)
        {
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new McpOpsException(response.StatusCode is HttpStatusCode.NotFound ? "ServiceNotFound" : errorId, McpErrorCategory.InvalidOperation,
                $"Docker would not {verb} '{service.Name}': {(int)response.StatusCode} {body.Trim()}", service.Name);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, ServiceReference service, string action, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"containers/{Uri.EscapeDataString(service.Name)}/{action}");
        try
        {
            return await client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            var reason = exception.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied }
                ? "this account has no right to it; run as root or join the group docker"
                : $"{exception.InnerException?.Message ?? exception.Message}; is the Docker service running here?";
            throw new McpOpsException("ServiceManagerUnavailable", McpErrorCategory.ResourceUnavailable, $"Docker cannot be asked at {Host}: {reason}", service.Name, exception);
        }
    }

    private HttpClient CreateClient()
    {
        if (!Host.StartsWith("unix://", StringComparison.Ordinal))
        {
            return new HttpClient { BaseAddress = new Uri(Host.Replace("tcp://", "http://", StringComparison.Ordinal).TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan };
        }

        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(Host["unix://".Length..]), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://docker/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    internal sealed record Container(ContainerState? State, int? RestartCount, ContainerHost? HostConfig);

    internal sealed record ContainerHost(ContainerPolicy? RestartPolicy, bool? AutoRemove);

    internal sealed record ContainerPolicy(string? Name);

    internal sealed record ContainerState(string? Status, int Pid, int ExitCode, ContainerHealth? Health);

    internal sealed record ContainerHealth(string? Status);
}

/// <summary>How Docker's answers are read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DockerServices.Container))]
internal sealed partial class DockerJson : JsonSerializerContext;
