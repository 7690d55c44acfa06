using System.Net;
using System.Net.Sockets;
using System.Text.Json;

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

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return Parse(service.Name, document.RootElement);
    }

    public Task StartAsync(ServiceReference service, CancellationToken cancellationToken) => CommandAsync("start", "ServiceStartFailed", service, cancellationToken);

    public Task StopAsync(ServiceReference service, CancellationToken cancellationToken) => CommandAsync("stop", "ServiceStopFailed", service, cancellationToken);

    internal static ServiceState Parse(string name, JsonElement container)
    {
        var state = container.GetProperty("State");
        var word = state.GetProperty("Status").GetString() ?? "unknown";
        var exitCode = state.TryGetProperty("ExitCode", out var code) ? code.GetInt32() : 0;
        var status = word switch
        {
            "running" => ServiceStatus.Running,
            "restarting" or "removing" => ServiceStatus.Changing,
            "exited" or "dead" => exitCode == 0 ? ServiceStatus.Stopped : ServiceStatus.Failed,
            _ => ServiceStatus.Stopped,
        };
        return new ServiceState
        {
            Status = status,
            ProcessId = state.TryGetProperty("Pid", out var id) && id.GetInt32() is > 0 and var number ? number : null,
            Restarts = container.TryGetProperty("RestartCount", out var restarts) ? restarts.GetInt32() : null,
            Health = state.TryGetProperty("Health", out var health) && health.ValueKind is JsonValueKind.Object && health.GetProperty("Status").GetString() is { } wordOfHealth and not "none" ? wordOfHealth : null,
            Message = status is ServiceStatus.Running ? word : $"{word}, exit code {exitCode}. See 'docker logs {name}'.",
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
}
