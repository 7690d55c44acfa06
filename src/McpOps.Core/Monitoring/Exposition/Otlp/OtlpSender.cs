using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>
/// Posts metrics to a receiver of OTLP (https://opentelemetry.io/docs/specs/otlp): what it is too busy for is tried again, when it says, or after pauses that double; what it refuses is not. All values are totals, so a
/// try that was taken without an answer does no harm twice.
/// </summary>
/// <param name="context">The clock.</param>
/// <param name="settings">Where, and how.</param>
internal sealed class OtlpSender(EngineContext context, OtlpSettings settings) : IDisposable
{
    private const int MostAnswerBytes = 64 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = settings.Timeout }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly string _place = Redaction.MaskAddress(settings.Endpoint.ToString());

    /// <summary>Posts.</summary>
    /// <param name="body">An <c>ExportMetricsServiceRequest</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the receiver says.</returns>
    /// <exception cref="McpOpsException">OtlpRefused or OtlpNotSent.</exception>
    public async Task<OtlpAnswer> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var (waited, content) = (TimeSpan.Zero, settings.Gzip ? Compressed(body) : body);
        for (var step = 0; ; step++)
        {
            var (answer, problem, pause) = await TryAsync(content, cancellationToken);
            if (answer is { } taken)
            {
                return taken;
            }

            // What the receiver asks is the least: one that says 0 and stays busy is not asked without end.
            var pace = TimeSpan.FromSeconds(Math.Pow(2, step) * (0.5 + (Random.Shared.NextDouble() / 2)));
            var wait = pause > pace ? pause.Value : pace;
            waited += wait;
            if (waited > Longest)
            {
                throw new McpOpsException("OtlpNotSent", McpErrorCategory.ConnectionError,
                    $"The metrics could not be sent to {_place}: {problem} It was tried {step + 1} {(step == 0 ? "time" : "times")}{(pause is { } asked && asked == wait ? $", and is to be tried again in {asked.TotalSeconds:0} s, which is longer than is waited here" : "")}. Nothing is lost: what is sent are totals of the history, and the next run sends them.", _place);
            }

            await Task.Delay(wait, context.Time, cancellationToken);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<(OtlpAnswer? Answer, string Problem, TimeSpan? Pause)> TryAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        either.CancelAfter(settings.Timeout);
        try
        {
            using var request = Request(content);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await BodyAsync(response, either.Token);
            if (response.IsSuccessStatusCode)
            {
                return (OtlpAnswer.Read(body), "", null);
            }

            var reason = MessageText.Cut(OtlpAnswer.Reason(body, response.Content.Headers.ContentType?.MediaType), 300);
            var problem = Redaction.MaskText($"it answers {(int)response.StatusCode}{(reason.Length > 0 ? ": " + reason : "")}.");
            return response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                ? (null, problem, RetryAfter.Of(response, context.Time.GetUtcNow()))
                : throw new McpOpsException("OtlpRefused", McpErrorCategory.ConnectionError, $"{_place} does not take the metrics: {problem} {Advice(response.StatusCode)}", _place);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, Redaction.MaskText($"{(exception.InnerException ?? exception).Message.TrimEnd('.')}."), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"it did not answer within {settings.Timeout.TotalSeconds:0.#} s.", null);
        }
    }

    private HttpRequestMessage Request(ReadOnlyMemory<byte> content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, settings.Endpoint) { Content = new ReadOnlyMemoryContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        if (settings.Gzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        request.Headers.UserAgent.ParseAdd("McpOps");
        foreach (var (name, value) in settings.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static string Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "Put what it wants into OTEL_EXPORTER_OTLP_HEADERS, such as Authorization=Bearer%20TOKEN.",
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => "Is it the address of its OTLP receiver? Prometheus has it below /api/v1/otlp, a collector at port 4318.",
        _ => "It is not tried again.",
    };

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MostAnswerBytes];
        return buffer[..await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)];
    }

    private static ReadOnlyMemory<byte> Compressed(ReadOnlyMemory<byte> body)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        return output.ToArray();
    }
}
