using System.CommandLine;
using System.Text.Json;
using McpOps.Cli.Output;
using McpOps.Monitoring;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops alerts send</c>: tell the inventory's channels.</summary>
internal static class AlertSendVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("send", "Send an alert to the inventory's channels: a text, or JSON lines from standard input, such as 'mcpops health -o ndjson | mcpops alerts send -'.");
        var message = new Argument<string?>("MESSAGE") { Description = "The text; '-' reads objects with server, severity or status, and message from standard input, one a line.", Arity = ArgumentArity.ZeroOrOne };
        var server = new Option<string?>("--server") { Description = "The server that the text is about.", HelpName = "NAME" };
        var rule = new Option<string?>("--rule") { Description = "What the text is about: with the server's name, what makes two texts the same.", HelpName = "NAME" };
        var severity = new Option<string?>("--severity") { Description = "information, warning or critical; warning when omitted.", HelpName = "WORD" };
        severity.AcceptOnlyFromAmong(AlertSeverity.Information, AlertSeverity.Warning, AlertSeverity.Critical);
        var channel = new ListOption("--channel") { Description = "A channel by its name; may be given several times, or with commas. Those that the inventory's routes give when omitted.", HelpName = "NAME" };
        var test = new Option<bool>("--test") { Description = "Send a test to each channel, and say what it answers." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be sent, and send nothing." };
        var suppress = MonitoringOptions.Duration("--suppress-for", "For how long the same is not sent again; what the inventory says when omitted, else 15m.");
        var (config, history, output) = (SharedOptions.ConfigPath(), MonitoringOptions.History(), SharedOptions.Output());
        verb.Add(message);
        foreach (var option in new Option[] { server, rule, severity, channel, test, dryRun, suppress, config, history, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new AlertOptions
            {
                Channels = parsed.GetValue(channel) ?? [],
                Test = parsed.GetValue(test),
                DryRun = parsed.GetValue(dryRun),
                SuppressFor = MonitoringOptions.Parse(parsed.GetValue(suppress), "--suppress-for"),
                ConfigPath = parsed.GetValue(config),
                History = parsed.GetValue(history),
            };
            var text = parsed.GetValue(message);
            IReadOnlyList<AlertInput> inputs = options.Test ? [] : text switch
            {
                null => throw new McpOpsException("NothingNamed", McpErrorCategory.InvalidArgument, "Say what is sent: a text, '-' for standard input, or --test."),
                "-" => [.. Lines(console.In).Select(line => Read(line, parsed.GetValue(severity)))],
                _ => [new AlertInput { Message = text, Server = parsed.GetValue(server) ?? "", Rule = parsed.GetValue(rule) ?? "message", Severity = parsed.GetValue(severity) ?? AlertSeverity.Warning }],
            };
            var deliveries = await new AlertSender(console.Context).SendAsync(inputs, options, cancellationToken);
            ResultWriter.WriteAll(console, parsed.GetValue(output), deliveries, MonitoringColumns.Deliveries);
            var failed = deliveries.Count(delivery => delivery.Outcome is DeliveryOutcome.Failed or DeliveryOutcome.Queued);
            return failed == 0 ? ExitCodes.Done : failed == deliveries.Count ? ExitCodes.Failed : ExitCodes.Partial;
        });
        return verb;
    }

    private static IEnumerable<string> Lines(TextReader input)
    {
        while (input.ReadLine() is { } line)
        {
            if (line.Trim().Length > 0)
            {
                yield return line;
            }
        }
    }

    // A line that is no object is a text.
    private static AlertInput Read(string line, string? severity)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind is JsonValueKind.Object)
            {
                var status = Text(root, "status");
                var own = severity ?? Text(root, "severity") ?? status switch { "Unhealthy" => AlertSeverity.Critical, "Healthy" => AlertSeverity.Information, _ => AlertSeverity.Warning };
                return new AlertInput
                {
                    Server = Text(root, "server") ?? "",
                    Host = Text(root, "host"),
                    Rule = Text(root, "rule") ?? Text(root, "ruleId") ?? (status is not null ? "health" : "message"),
                    Severity = own switch { "high" => AlertSeverity.Critical, "low" => AlertSeverity.Information, AlertSeverity.Critical or AlertSeverity.Information => own, _ => AlertSeverity.Warning },
                    Verdict = Text(root, "verdict") is { } verdict and not "Healthy" ? verdict : "",
                    Message = Text(root, "message") is { Length: > 0 } message ? message : Text(root, "evidence") ?? (status is null ? line : $"It is {status}."),
                };
            }
        }
        catch (JsonException)
        {
            // Not JSON: the line itself is the message.
        }

        return new AlertInput { Message = line, Severity = severity ?? AlertSeverity.Warning };
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
