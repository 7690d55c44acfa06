using System.Net;
using System.Net.Sockets;

namespace McpOps.Logs.Sources;

/// <summary>Docker's engine behind its socket: that of <c>DOCKER_HOST</c> (<c>unix://…</c>), or the usual one.</summary>
internal sealed class DockerEngine : IDisposable
{
    private const string DefaultSocket = "/var/run/docker.sock";
    private readonly string _socket = Environment.GetEnvironmentVariable("DOCKER_HOST") is { } host && host.StartsWith("unix://", StringComparison.Ordinal) ? host[7..] : DefaultSocket;
    private readonly HttpClient _client;

    public DockerEngine()
    {
        var socket = _socket;
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
                return new NetworkStream(connection, ownsSocket: true);
            },
        });
    }

    /// <summary>Asks the engine; null when it does not know what is asked for.</summary>
    /// <param name="query">Path and query, from the root on.</param>
    /// <param name="target">What an error is about.</param>
    /// <exception cref="McpOpsException"><c>DockerNotReachable</c>.</exception>
    public Stream? Get(string query, string target)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://docker" + query);
            var response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            return response.StatusCode is HttpStatusCode.NotFound ? null : response.EnsureSuccessStatusCode().Content.ReadAsStream();
        }
        catch (HttpRequestException exception)
        {
            throw new McpOpsException("DockerNotReachable", McpErrorCategory.ConnectionError,
                $"Docker's socket '{_socket}' does not answer: {exception.InnerException?.Message ?? exception.Message} Start Docker, join its group, or set DOCKER_HOST.", target, exception);
        }
    }

    public void Dispose() => _client.Dispose();
}
