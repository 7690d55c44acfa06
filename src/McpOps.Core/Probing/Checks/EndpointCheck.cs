using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Do the HTTP endpoints beside MCP answer as they should: the status code, and conditions on their JSON?</summary>
internal sealed class EndpointCheck : IHealthCheck
{
    private const int MostBytes = 4 * 1024 * 1024;

    public string Name => "endpoints";

    public bool AppliesTo(McpServer server) => server.Endpoints.Count > 0;

    public async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken) =>
        await Task.WhenAll(server.Endpoints.Select(endpoint => CheckAsync(server, endpoint, cancellationToken)));

    private async Task<McpCheckResult> CheckAsync(McpServer server, McpEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var url = new Uri(LateText.Resolve(endpoint.Url, server));

            // A redirect is an answer of its own: to follow it would hide that the address in the inventory is not the right one.
            using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !url.IsLoopback };
            using var client = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
            var started = Stopwatch.GetTimestamp();
            using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (endpoint.Optional && response.StatusCode is HttpStatusCode.NotFound)
            {
                return CheckResults.Say($"{Name}:{endpoint.Name}", HealthStatus.Healthy, "not offered, and it need not be");
            }

            var body = await ReadAsync(response, cancellationToken);
            var result = CheckResults.Measure(server, Name, endpoint.Name, Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms", $"answers {(int)response.StatusCode}");
            return Problem(endpoint, response, body) is { } problem ? result with { Status = HealthStatus.Unhealthy, Message = problem } : result;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UriFormatException or InvalidOperationException or NotSupportedException)
        {
            return CheckResults.Say($"{Name}:{endpoint.Name}", HealthStatus.Unhealthy, $"{endpoint.Target} does not answer: {Reason(exception)}");
        }
        catch (McpOpsException exception)
        {
            return CheckResults.Say($"{Name}:{endpoint.Name}", HealthStatus.Unknown, exception.Message);
        }
    }

    private static string? Problem(McpEndpoint endpoint, HttpResponseMessage response, byte[]? body)
    {
        var url = endpoint.Target;
        if ((int)response.StatusCode != endpoint.Status)
        {
            var where = response.Headers.Location is { } location ? $" and points to {Redaction.MaskAddress(location.ToString())}" : "";
            return $"{url} answers {(int)response.StatusCode}{where}, not {endpoint.Status}.";
        }

        if (endpoint.Conditions.Count == 0)
        {
            return null;
        }

        if (body is null)
        {
            return $"{url} answers more than {Sizes.Text(MostBytes)}, which is not read.";
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var failing = endpoint.Conditions.Select(text => (Text: text, Result: JsonCondition.Parse(text).Test(document.RootElement)))
                .Where(condition => !condition.Result.Holds).Select(condition => $"{condition.Text} does not hold; found {condition.Result.Found}").ToList();
            return failing.Count == 0 ? null : string.Join(". ", failing);
        }
        catch (JsonException)
        {
            return $"{url} answers no JSON, so its conditions cannot hold.";
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MostBytes)
            {
                return null;
            }
        }

        return buffer.ToArray();
    }

    private static string Reason(Exception exception) => exception.InnerException is SocketException or System.Security.Authentication.AuthenticationException
        ? exception.InnerException.Message
        : exception.Message;
}
