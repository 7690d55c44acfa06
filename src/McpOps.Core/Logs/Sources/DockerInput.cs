using System.Net;
using System.Net.Sockets;

namespace McpOps.Logs.Sources;

/// <summary>The log of a Docker container: <c>docker:CONTAINER</c>, asked for through the engine's socket.</summary>
internal sealed class DockerInput : LogInput
{
    private const string DefaultSocket = "/var/run/docker.sock";
    private readonly HttpClient _client;
    private readonly CountingStream _output;

    private DockerInput(string name, HttpClient client, Stream output)
        : base(name)
    {
        _client = client;
        _output = new CountingStream(output);
    }

    public override long BytesRead => _output.Count;

    /// <summary>Asks the engine for the log.</summary>
    /// <exception cref="McpOpsException"><c>DockerNotReachable</c>, <c>ContainerNotFound</c>.</exception>
    public static DockerInput Open(string path, LogOptions options, int? tail, bool follow)
    {
        var container = path["docker:".Length..];
        var socket = Socket();
        var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
                return new NetworkStream(connection, ownsSocket: true);
            },
        });
        try
        {
            var query = $"http://docker/containers/{Uri.EscapeDataString(container)}/logs?stdout=1&stderr=1&timestamps=1{Time("since", options.PreviousSince ?? options.Since)}{Time("until", options.Until)}{(tail is { } lines ? $"&tail={lines}" : "")}{(follow ? "&follow=1" : "")}";
            using var request = new HttpRequestMessage(HttpMethod.Get, query);
            var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            if (response.StatusCode is HttpStatusCode.NotFound)
            {
                throw new McpOpsException("ContainerNotFound", McpErrorCategory.ObjectNotFound, $"Docker knows no container '{container}'. List them with 'docker ps --all'.", container);
            }

            return new DockerInput(path, client, response.EnsureSuccessStatusCode().Content.ReadAsStream());
        }
        catch (HttpRequestException exception)
        {
            client.Dispose();
            throw new McpOpsException("DockerNotReachable", McpErrorCategory.ConnectionError,
                $"Docker's socket '{socket}' does not answer: {exception.InnerException?.Message ?? exception.Message} Start Docker, join its group, or set DOCKER_HOST.", container, exception);
        }
    }

    public override Stream Open() => new ContainerText(new DockerStream(_output));

    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }

    private static string Time(string name, DateTimeOffset? time) => time is { } moment ? $"&{name}={moment.ToUnixTimeSeconds()}" : "";

    private static string Socket() => Environment.GetEnvironmentVariable("DOCKER_HOST") is { } host && host.StartsWith("unix://", StringComparison.Ordinal) ? host[7..] : DefaultSocket;
}
