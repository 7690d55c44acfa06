using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>A channel of the inventory as Alertmanager 0.25 and later sends to it. Secrets are never written: Alertmanager reads them from files.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Content">The receiver's configuration; null where Alertmanager has none for such a channel.</param>
/// <param name="Problem">Why there is none, and what to do instead.</param>
internal sealed record ReceiverOf(string Channel, JsonObject? Content, string Problem)
{
    /// <summary>True for what only a program on this machine can do: nobody expects it of Alertmanager.</summary>
    public bool IsOfWatch { get; init; }

    /// <summary>The files that Alertmanager reads, and what is to be in each.</summary>
    public IReadOnlyList<(string Path, string Field, string? Reference)> Secrets { get; init; } = [];

    private const string Text = "{{ range .Alerts }}{{ .Status }}: {{ .Annotations.summary }}\n{{ .Annotations.description }}\n{{ end }}";
    private const string Title = "{{ .Status }}: {{ .CommonLabels.alertname }} ({{ len .Alerts }})";

    /// <summary>The receiver of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="folder">The folder of secrets.</param>
    /// <param name="file">The name of the channel's file there, without an ending.</param>
    public static ReceiverOf Of(McpChannel channel, string folder, string file) => channel.Kind switch
    {
        "smtp" => Mail(channel, folder, file),
        "slack" => Filed(channel, folder, file, "slack_configs", "api_url_file", "url", new JsonObject { ["title"] = Title, ["text"] = Text }),
        "pagerduty" => Filed(channel, folder, file, "pagerduty_configs", "routing_key_file", "key", []),
        "webhook" => Webhook(channel),
        "alertmanager" => new ReceiverOf(channel.Name, new JsonObject(), ""),
        "file" or "command" => Nothing(channel, "Alertmanager writes no files and runs no programs: this channel is the watch's.") with { IsOfWatch = true },
        _ => Nothing(channel, $"Alertmanager before 0.28 reads no address for {channel.Kind} from a file, and a secret is not written into its configuration: leave this channel to the watch, or add it there by hand."),
    };

    private static ReceiverOf Mail(McpChannel channel, string folder, string file)
    {
        var security = channel.Texts.GetValueOrDefault("security") ?? "starttls";
        var port = channel.Port ?? security switch { "tls" => 465, "none" => 25, _ => 587 };
        if (new[] { "host", "from", "user" }.Select(channel.Texts.GetValueOrDefault).OfType<string>().Concat(channel.To).FirstOrDefault(References.Has) is not null)
        {
            return Nothing(channel, "host, from, to or user names a variable, which Alertmanager does not resolve: write it out, or leave this channel to the watch.");
        }

        if (channel.TokenCommand.Count > 0 || channel.Texts.ContainsKey("token"))
        {
            return Nothing(channel, "Alertmanager has no OAuth for mail: leave this channel to the watch.");
        }

        if (security is "tls" && port != 465)
        {
            return Nothing(channel, "Alertmanager speaks TLS from the beginning on port 465 only.");
        }

        var mail = new JsonObject
        {
            ["to"] = PromText.Literal(string.Join(", ", channel.To)), ["from"] = PromText.Literal(channel.Texts["from"]), ["smarthost"] = $"{channel.Texts["host"]}:{port}",
            ["require_tls"] = security is "starttls", ["headers"] = new JsonObject { ["Subject"] = Title }, ["text"] = Text, ["send_resolved"] = true,
        };
        var secrets = new List<(string, string, string?)>();
        if (channel.Texts.TryGetValue("user", out var user))
        {
            var path = $"{folder}/{file}.password";
            (mail["auth_username"], mail["auth_password_file"]) = (user, path);
            secrets.Add((path, "password", Reference(channel, "password")));
        }

        return new ReceiverOf(channel.Name, new JsonObject { ["email_configs"] = new JsonArray(mail) }, "") { Secrets = secrets };
    }

    private static ReceiverOf Filed(McpChannel channel, string folder, string file, string kind, string property, string field, JsonObject more)
    {
        var path = $"{folder}/{file}.{field}";
        var content = new JsonObject { [property] = path, ["send_resolved"] = true };
        foreach (var (name, value) in more)
        {
            content[name] = value?.DeepClone();
        }

        return new ReceiverOf(channel.Name, new JsonObject { [kind] = new JsonArray(content) }, "") { Secrets = [(path, field, Reference(channel, field))] };
    }

    // An address is written where it may be shown: what could be a key in it counts as one.
    private static ReceiverOf Webhook(McpChannel channel)
    {
        var url = channel.Texts["url"];
        return channel.Texts.ContainsKey("template") ? Nothing(channel, "its receiver takes the words of its template, and Alertmanager has a form of its own: leave this channel to the watch.")
            : channel.Texts.ContainsKey("secret") || channel.Headers.Count > 0 ? Nothing(channel, "Alertmanager signs nothing and has no headers of its own: leave this channel to the watch.")
            : WritableAddress.Of(url) is null
                ? Nothing(channel, "Alertmanager before 0.26 reads the address of a webhook from its configuration only, and this one may be a secret: leave this channel to the watch, or add it there by hand.")
            : new ReceiverOf(channel.Name, new JsonObject { ["webhook_configs"] = new JsonArray(new JsonObject { ["url"] = url, ["send_resolved"] = true }) }, "");
    }

    // The name of a variable is no secret, and says where the value is today.
    private static string? Reference(McpChannel channel, string field) => channel.Texts.GetValueOrDefault(field) is { } text && References.Reference().Match(text) is { Success: true } match && match.Value == text ? $"${{env:{match.Groups["name"].Value}}}" : null;

    private static ReceiverOf Nothing(McpChannel channel, string problem) => new(channel.Name, null, problem);
}
