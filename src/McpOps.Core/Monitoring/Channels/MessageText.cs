using System.Globalization;
using System.Text;

namespace McpOps.Monitoring;

/// <summary>A message as plain lines, and texts cut to what a receiver takes.</summary>
internal static class MessageText
{
    /// <summary>How many alerts a message names one by one; of the others it gives the number.</summary>
    public const int MostAlerts = 20;

    /// <summary>The lines of a message below its title.</summary>
    public static IReadOnlyList<string> Lines(AlertMessage message, int mostAlerts = MostAlerts)
    {
        var lines = new List<string>();
        if (message.Text.Length > 0)
        {
            lines.Add(message.Text);
        }

        var isOne = message.Alerts.Count == 1;
        foreach (var alert in message.Alerts.Take(mostAlerts))
        {
            lines.AddRange(isOne ? Details(alert) : [Short(alert)]);
        }

        if (message.Alerts.Count > mostAlerts)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"+{message.Alerts.Count - mostAlerts} more; 'mcpops alerts' lists all."));
        }

        if (message.Delayed is { } delay)
        {
            lines.Add($"Delayed by {Spans.Text(delay)}: it happened at {Time(message.At)}.");
        }

        if (message.Repeated)
        {
            lines.Add("(possibly repeated)");
        }

        return lines;
    }

    /// <summary>A text of at most so many UTF-16 units; no character is cut in two.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = most - 1;
        return string.Concat(text.AsSpan(0, end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }

    /// <summary>A text of at most so many bytes in UTF-8.</summary>
    public static string CutBytes(string text, int most)
    {
        if (Encoding.UTF8.GetByteCount(text) <= most)
        {
            return text;
        }

        var (bytes, length) = (3, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > most)
            {
                break;
            }

            bytes += rune.Utf8SequenceLength;
            length += rune.Utf16SequenceLength;
        }

        return text[..length] + "…";
    }

    /// <summary>A time as people read it, in UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Short(MessageAlert alert) => alert.State is AlertState.Resolved
        ? $"{alert.Subject} ({alert.Rule}): {(alert.Note.Length > 0 ? $"{alert.Note} It was: {Cut(alert.Message, 160)}" : alert.Until is { } until ? $"well again after {Spans.Text(until - alert.Since)}" : "well again")}"
        : $"{alert.Subject} ({alert.Rule}, {alert.Severity}): {Cut(alert.Message, 160)}";

    private static IEnumerable<string> Details(MessageAlert alert)
    {
        if (alert.Note.Length > 0)
        {
            yield return alert.Note;
        }

        if (alert.Message.Length > 0)
        {
            yield return alert.Until is null ? Cut(alert.Message, 1000) : $"It was: {Cut(alert.Message, 1000)}";
        }

        if (alert.Until is { } until)
        {
            yield return $"It lasted {Spans.Text(until - alert.Since)}, from {Time(alert.Since)} to {Time(until)}; {alert.BadSamples} bad samples.";
        }
        else
        {
            yield return $"Since {Time(alert.Since)}.";
        }

        if (alert.Target.Length > 0)
        {
            yield return alert.Target;
        }

        foreach (var line in alert.LogLines)
        {
            yield return "> " + Cut(line, 240);
        }

        if (alert is { Command.Length: > 0, Until: null })
        {
            yield return $"Look closer: {alert.Command}";
        }
    }
}
