using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Posts a body, and says what became of it. No redirect is followed: it would carry the alert, and its key, to somebody else.</summary>
/// <param name="context">The clock.</param>
/// <param name="channel">The channel.</param>
internal sealed class HttpSender(EngineContext context, McpChannel channel) : IDisposable
{
    private const int MostAnswerBytes = 4096;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30), ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The channel's address.</summary>
    /// <exception cref="McpOpsException">ChannelIncomplete, or a variable is not set.</exception>
    public Uri Address() => Uri.TryCreate(ChannelText.Find(channel, "url"), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        ? url
        : throw new McpOpsException("ChannelIncomplete", McpErrorCategory.InvalidData, $"The url of the channel '{channel.Name}' is not a whole http or https address. Correct it in the inventory, or the variable that it names.", channel.Name);

    /// <summary>Posts.</summary>
    /// <param name="url">The address.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="headers">More headers.</param>
    /// <param name="never">The status codes after which it is not tried again.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    public async Task<SendResult> PostAsync(Uri url, byte[] body, string contentType, IEnumerable<KeyValuePair<string, string>> headers, Func<HttpStatusCode, bool> never, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(channel.Timeout ?? DefaultTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.UserAgent.ParseAdd("McpOps");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return Judge(response, await AnswerAsync(response, limit.Token), never);
        }
        catch (HttpRequestException exception) when (exception.InnerException is SocketException || exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return SendResult.Again(Masked($"It could not be reached: {exception.InnerException?.Message ?? exception.Message}"));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return SendResult.Unclear(Masked($"The connection broke before it answered: {exception.Message}"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SendResult.Unclear($"It did not answer within {(channel.Timeout ?? DefaultTimeout).TotalSeconds:0.#} s.");
        }
    }

    public void Dispose() => _client.Dispose();

    private SendResult Judge(HttpResponseMessage response, string answer, Func<HttpStatusCode, bool> never)
    {
        var detail = Masked($"It answers {(int)response.StatusCode}{(answer.Length > 0 ? ": " + answer : "")}");
        return (int)response.StatusCode switch
        {
            >= 200 and < 300 => new SendResult(SendOutcome.Sent, answer),
            >= 300 and < 400 => SendResult.Never($"{detail} and sends on to {Redaction.MaskAddress(response.Headers.Location?.ToString() ?? "nowhere")}; correct the address."),
            _ when never(response.StatusCode) => SendResult.Never(detail),
            _ => SendResult.Again(detail, After(response)),
        };
    }

    // A receiver that says too much is not waited for longer than an hour.
    private TimeSpan? After(HttpResponseMessage response)
    {
        return RetryAfter.Of(response, context.Time.GetUtcNow()) is { } time ? time < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : time > LongestPause ? LongestPause : time : null;
    }

    private static async Task<string> AnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MostAnswerBytes];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return MessageText.Cut(System.Text.Encoding.UTF8.GetString(buffer, 0, read).Trim(), 300);
    }

    private static string Masked(string text) => Redaction.MaskText(text);
}
