using System.Globalization;
using McpOps.Protocol;

namespace McpOps.Monitoring;

/// <summary>The cause of an alert in a few words. A pure function.</summary>
internal static class AlertCause
{
    private const int Longest = 80;
    private const string Certificates = "certificates:";

    /// <summary>The cause: how the conversation ended, or, where that went well, the check that did not.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="verdict">What the conversation came to; empty where there was none.</param>
    /// <param name="message">What is the matter; of checks it begins with their names and figures.</param>
    public static string Of(string rule, string verdict, string message) => rule switch
    {
        Observations.Health => verdict is McpVerdict.Healthy or "" ? message.Length > 0 ? OfCheck(message) : "not healthy" : verdict,
        HostWatch.Name or OwnNetwork.Rule => message.Length > 0 ? OfCheck(message) : rule,
        _ => rule,
    };

    private static string OfCheck(string message)
    {
        var end = message.IndexOf(": ", StringComparison.Ordinal);
        var head = end > 0 ? message[..end] : "";
        if (head.StartsWith(Certificates, StringComparison.Ordinal) && Days(head) is { } days)
        {
            return days < 0 ? "certificate has expired" : string.Create(CultureInfo.InvariantCulture, $"certificate ends in {days:0.##} days");
        }

        // Where there is a figure it says enough.
        return MessageText.Cut(head.Any(char.IsWhiteSpace) ? char.ToLowerInvariant(head[0]) + head[1..] : message, Longest);
    }

    private static double? Days(string head) => head.Split(' ') is [.., var figure, "days"] && double.TryParse(figure, NumberStyles.Float, CultureInfo.InvariantCulture, out var days) ? days : null;
}
