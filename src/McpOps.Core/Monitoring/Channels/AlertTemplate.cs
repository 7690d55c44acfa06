using Fluid;

namespace McpOps.Monitoring;

/// <summary>The body of a webhook by a Liquid template: no code runs in one, and its output and steps are bounded. A template that fails does not lose the alert: the plain text is sent.</summary>
internal static class AlertTemplate
{
    private const int MostSteps = 10_000;

    /// <summary>What is wrong with a template, in the parser's words; null when nothing is.</summary>
    public static string? Problem(string template) => new FluidParser().TryParse(template, out _, out var error) ? null : error.ReplaceLineEndings(" ");

    public static string Render(string channel, string template, AlertMessage message, int mostBytes)
    {
        var text = message.Title + "\n" + string.Join('\n', MessageText.Lines(message));
        if (!new FluidParser().TryParse(template, out var parsed, out var error))
        {
            return MessageText.CutBytes($"{text}\n(The template of the channel '{channel}' is wrong: {error})", mostBytes);
        }

        try
        {
            var options = new TemplateOptions { MaxSteps = MostSteps, MemberAccessStrategy = new UnsafeMemberAccessStrategy() };
            var context = new TemplateContext(options);
            context.SetValue("id", message.Id);
            context.SetValue("kind", message.Kind);
            context.SetValue("title", message.Title);
            context.SetValue("severity", message.Severity);
            context.SetValue("text", text);
            context.SetValue("message", string.Join('\n', MessageText.Lines(message)));
            context.SetValue("at", AlertJson.Time(message.At));
            context.SetValue("resolved", message.IsOver);
            context.SetValue("repeated", message.Repeated);
            context.SetValue("alerts", message.Alerts.Select(Values).ToArray());
            using var output = new BoundedWriter(mostBytes);
            parsed.RenderAsync(output, NullEncoder.Default, context).AsTask().GetAwaiter().GetResult();
            return output.ToString();
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or ArgumentException or IOException or NotSupportedException or InvalidCastException)
        {
            return MessageText.CutBytes($"{text}\n(The template of the channel '{channel}' failed: {exception.Message})", mostBytes);
        }
    }

    private static Dictionary<string, object?> Values(MessageAlert alert) => new(StringComparer.Ordinal)
    {
        ["server"] = alert.Server,
        ["rule"] = alert.Rule,
        ["severity"] = alert.Severity,
        ["state"] = alert.State,
        ["since"] = AlertJson.Time(alert.Since),
        ["until"] = alert.Until is { } until ? AlertJson.Time(until) : null,
        ["message"] = alert.Message,
        ["verdict"] = alert.Verdict,
        ["value"] = alert.Value,
        ["command"] = alert.Command,
    };

    private sealed class BoundedWriter(int most) : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(string? value)
        {
            if (GetStringBuilder().Length + (value?.Length ?? 0) > most)
            {
                throw new InvalidOperationException($"It writes more than {most} characters.");
            }

            base.Write(value);
        }
    }
}
