using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace McpOps.Auditing.Host.Windows;

/// <summary>Logins of Windows' security log: events 4624 (let in) and 4625 (refused). Pure.</summary>
internal static class WindowsLogins
{
    private static readonly XNamespace Event = "http://schemas.microsoft.com/win/2004/08/events/event";

    /// <summary>The query for <c>wevtutil qe Security</c>: both events of a window, the oldest first.</summary>
    public static IReadOnlyList<string> Arguments(TimeSpan window) =>
        ["qe", "Security", string.Create(CultureInfo.InvariantCulture, $"/q:*[System[(EventID=4624 or EventID=4625) and TimeCreated[timediff(@SystemTime) <= {window.TotalMilliseconds:0}]]]"), "/f:xml"];

    /// <summary>The logins over a network that the events tell; null when they are no events.</summary>
    /// <param name="xml">What <c>wevtutil … /f:xml</c> writes: events one after the other, without a root.</param>
    public static IReadOnlyList<LoginAttempt>? Read(string xml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { ConformanceLevel = ConformanceLevel.Fragment, CheckCharacters = false, DtdProcessing = DtdProcessing.Prohibit });
            var attempts = new List<LoginAttempt>();
            reader.MoveToContent();
            while (!reader.EOF)
            {
                if (reader.NodeType is XmlNodeType.Element && reader.LocalName is "Event")
                {
                    attempts.AddRange(Of((XElement)XNode.ReadFrom(reader)));
                }
                else
                {
                    reader.Read();
                }
            }

            return attempts;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // 3 over the network, 8 with a password in the clear, 10 on a remote desktop; what the machine does for itself has no address.
    private static IEnumerable<LoginAttempt> Of(XElement one)
    {
        var data = (one.Element(Event + "EventData")?.Elements(Event + "Data") ?? []).GroupBy(field => (string?)field.Attribute("Name") ?? "", StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal);
        var id = one.Element(Event + "System")?.Element(Event + "EventID")?.Value;
        var at = DateTimeOffset.TryParse((string?)one.Element(Event + "System")?.Element(Event + "TimeCreated")?.Attribute("SystemTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : (DateTimeOffset?)null;
        if (id is "4624" or "4625" && data.GetValueOrDefault("LogonType") is "3" or "8" or "10" && data.GetValueOrDefault("IpAddress") is { Length: > 1 } source && source is not ("127.0.0.1" or "::1"))
        {
            // 0xC0000064: there is no such account.
            yield return new LoginAttempt(id is "4624", $"logon type {data["LogonType"]}", data.GetValueOrDefault("TargetUserName") ?? "", source, !string.Equals(data.GetValueOrDefault("SubStatus"), "0xC0000064", StringComparison.OrdinalIgnoreCase), 1, at);
        }
    }
}
