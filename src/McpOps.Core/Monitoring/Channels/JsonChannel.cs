using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>A channel that takes JSON over HTTP; what derives from it says what the JSON is.</summary>
/// <param name="context">The clock.</param>
/// <param name="channel">The channel.</param>
internal abstract class JsonChannel(EngineContext context, McpChannel channel) : IAlertChannel
{
    private readonly HttpSender _sender = new(context, channel);

    public string Name => channel.Name;

    public virtual bool HasKey => false;

    protected McpChannel Channel => channel;

    protected EngineContext Context => context;

    public string Preview(AlertMessage message) => string.Join('\n', Bodies(message).Select(AlertJson.Text));

    public virtual async Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        var result = SendResult.Sent;
        foreach (var body in Bodies(message))
        {
            result = await PostAsync(body, cancellationToken);
            if (result.Outcome is not SendOutcome.Sent)
            {
                return result;
            }
        }

        return result;
    }

    /// <summary>What is posted, one after the other.</summary>
    protected abstract IEnumerable<JsonNode> Bodies(AlertMessage message);

    protected virtual Uri Address() => _sender.Address();

    /// <summary>Whether a status code says that it is not worth another try.</summary>
    protected virtual bool IsNever(HttpStatusCode status) => (int)status is >= 400 and < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    protected Task<SendResult> PostAsync(JsonNode body, CancellationToken cancellationToken) =>
        _sender.PostAsync(Address(), Encoding.UTF8.GetBytes(AlertJson.Text(body)), "application/json", [], IsNever, cancellationToken);
}
