using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>
/// A webhook as Standard Webhooks 1.0 has it: an id that is the same over tries, a time stamp, a signature over both and the body; or with the body that a template gives, for receivers with
/// formats of their own, such as ntfy and Telegram.
/// </summary>
internal sealed class WebhookChannel(EngineContext context, McpChannel channel) : IAlertChannel
{
    private const int MostBytes = 20_000;
    private const int MostAlerts = 20;
    private const string Prefix = "whsec_";
    private readonly HttpSender _sender = new(context, channel);

    public string Name => channel.Name;

    public bool HasKey => !channel.Texts.ContainsKey("template");

    public string Preview(AlertMessage message) => Encoding.UTF8.GetString(Body(message));

    public Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        var body = Body(message);
        var time = context.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var headers = channel.Headers.Select(header => KeyValuePair.Create(header.Key, ChannelText.Resolve(channel, header.Value)))
            .Append(KeyValuePair.Create("webhook-id", message.Id))
            .Append(KeyValuePair.Create("webhook-timestamp", time));
        if (ChannelText.Find(channel, "secret") is { } secret)
        {
            headers = headers.Append(KeyValuePair.Create("webhook-signature", Sign(secret, message.Id, time, body)));
        }

        var isJson = !channel.Texts.ContainsKey("template") || body.AsSpan().TrimStart(" \r\n\t"u8) is [(byte)'{' or (byte)'[', ..];
        var type = channel.Headers.FirstOrDefault(header => header.Key.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Value ?? (isJson ? "application/json" : "text/plain; charset=utf-8");

        // 410 is how a receiver says that it wants no more.
        return _sender.PostAsync(_sender.Address(), body, type, headers.Where(header => !header.Key.Equals("content-type", StringComparison.OrdinalIgnoreCase)), IsNever, cancellationToken);
    }

    /// <summary>The signature: HMAC-SHA256 over <c>id.timestamp.body</c>; one for each secret while keys rotate.</summary>
    /// <exception cref="McpOpsException">ChannelIncomplete: a secret is none.</exception>
    internal string Sign(string secrets, string id, string time, byte[] body) => string.Join(' ', secrets.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(secret =>
    {
        byte[] key;
        try
        {
            key = Convert.FromBase64String(secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret);
        }
        catch (FormatException exception)
        {
            throw new McpOpsException("ChannelIncomplete", McpErrorCategory.InvalidData, $"The secret of the channel '{channel.Name}' is not whsec_ and base64.", channel.Name, exception);
        }

        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body]));
    }));

    /// <summary>What of a channel would be found out at its first alert: a template that cannot be read, a secret that is none.</summary>
    public static IEnumerable<McpOpsException> Problems(McpChannel channel)
    {
        if (channel.Texts.GetValueOrDefault("template") is { } template && AlertTemplate.Problem(template) is { } problem)
        {
            yield return new McpOpsException("ChannelIncomplete", McpErrorCategory.InvalidData, $"The template of the channel '{channel.Name}' cannot be read: {Sentences.Ended(problem)} Until it is mended, its messages are plain text.", channel.Name);
        }

        if (channel.Texts.GetValueOrDefault("secret") is { } secret && !secret.Contains("${", StringComparison.Ordinal) && Array.Exists(secret.Split(' ', StringSplitOptions.RemoveEmptyEntries), one => !IsKey(one)))
        {
            yield return new McpOpsException("ChannelIncomplete", McpErrorCategory.InvalidData, $"The secret of the channel '{channel.Name}' is not whsec_ and base64: its messages cannot be signed, and none is sent. Take the one that the receiver shows.", channel.Name);
        }
    }

    private static bool IsKey(string secret) => Convert.TryFromBase64String(secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret, new byte[secret.Length], out _);

    private static bool IsNever(HttpStatusCode status) => status is HttpStatusCode.Gone or HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity;

    private byte[] Body(AlertMessage message)
    {
        if (channel.Texts.TryGetValue("template", out var template))
        {
            return Encoding.UTF8.GetBytes(AlertTemplate.Render(channel.Name, template, message, MostBytes));
        }

        // Shorter texts first, then fewer alerts; "count" says how many there are.
        for (var (most, text) = (MostAlerts, 1000); ; (most, text) = text > 100 ? (most, text / 3) : (most / 2, text))
        {
            var body = Encoding.UTF8.GetBytes(AlertJson.Text(new System.Text.Json.Nodes.JsonObject
            {
                ["type"] = "mcpops.alert." + message.Kind,
                ["timestamp"] = AlertJson.Time(message.At),
                ["data"] = AlertJson.Whole(message, most, text),
            }));
            if (body.Length <= MostBytes || most == 0)
            {
                return body;
            }
        }
    }
}
