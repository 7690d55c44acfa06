using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace McpOps.Logs.Sources;

/// <summary>
/// Turns events over several lines into a JSON line each, and as many blank lines as they had besides: Windows' event logs (<c>wevtutil qe</c> as text and as
/// XML), and the XML of Log4j and of Java's own logging.
/// </summary>
internal sealed class EventText(Stream inner) : LineStream(inner)
{
    private static readonly string[] Ends = ["</Event>", "</log4j:event>", "</record>"];
    private static readonly string[] Starts = ["<Event ", "<Event>", "<log4j:event ", "<record>"];
    private readonly StringBuilder _event = new();
    private int _lines;

    /// <summary>Whether a file begins with events.</summary>
    public static bool Begins(ReadOnlySpan<byte> start)
    {
        var text = Encoding.UTF8.GetString(start[..Math.Min(start.Length, 600)]).TrimStart('\uFEFF', ' ', '\r', '\n');
        return text.StartsWith("Event[0]", StringComparison.Ordinal) || Array.Exists(Starts, head => text.StartsWith(head, StringComparison.Ordinal))
            || ((text.StartsWith("<?xml", StringComparison.Ordinal) || text.StartsWith("<Events", StringComparison.Ordinal)) && Array.Exists(Starts, head => text.Contains(head, StringComparison.Ordinal)));
    }

    protected override void Take(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line).TrimEnd('\r', '\n');
        if (text.StartsWith("Event[", StringComparison.Ordinal))
        {
            Put();
        }

        if (_event.Length > BlockReader.MaxEntry)
        {
            Put();
        }

        _lines++;
        _event.Append(text).Append('\n');
        if (Array.Exists(Ends, end => text.Contains(end, StringComparison.Ordinal)))
        {
            Put();
        }
    }

    protected override void End() => Put();

    private void Put()
    {
        // Several may stand on one line.
        var text = _event.ToString();
        var written = 0;
        if (text.StartsWith("Event[", StringComparison.Ordinal))
        {
            written += Write(Words(text)) ? 1 : 0;
        }
        else
        {
            var next = new int[Ends.Length];
            for (int from = 0, end; (end = Next(text, from, next, out var length)) >= 0; from = end + length)
            {
                var start = Starts.Max(head => text.LastIndexOf(head, end, end - from + 1, StringComparison.Ordinal));
                written += start >= 0 && Write(Parsed(text[start..(end + length)])) ? 1 : 0;
            }
        }

        if (written == 0)
        {
            // No event, whatever it began like.
            Ready.Write(Encoding.UTF8.GetBytes(text));
        }

        for (var line = written; written > 0 && line < _lines; line++)
        {
            Ready.WriteByte((byte)'\n');
        }

        Surplus += Math.Max(0, written - _lines);

        _event.Clear();
        _lines = 0;
    }

    // Where the next event ends. Each of the ends is looked for once from where it stood last: a line may hold many events.
    private static int Next(string text, int from, int[] next, out int length)
    {
        var (found, at) = (-1, -1);
        for (var end = 0; end < Ends.Length; end++)
        {
            if (next[end] >= 0 && (from == 0 || next[end] < from))
            {
                next[end] = text.IndexOf(Ends[end], from, StringComparison.Ordinal);
            }

            if (next[end] >= 0 && (found < 0 || next[end] < at))
            {
                (found, at) = (end, next[end]);
            }
        }

        length = found < 0 ? 0 : Ends[found].Length;
        return at;
    }

    private static (string? Time, string? Level, string? Source, string? Message) Words(string text)
    {
        string? Value(string name) => text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim();
        var description = text.IndexOf("Description:", StringComparison.Ordinal);
        return (Value("Date"), Level(Value("Level")), Value("Source"), description < 0 ? text.Trim() : text[(description + 12)..].Trim());
    }

    private static (string? Time, string? Level, string? Source, string? Message)? Parsed(string text)
    {
        XElement root;
        try
        {
            using var reader = XmlReader.Create(new StringReader($"<x xmlns:log4j='urn:log4j'>{text}</x>"), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = BlockReader.MaxEntry * 2L });
            root = XElement.Load(reader).Elements().First();
        }
        catch (Exception exception) when (exception is XmlException or InvalidOperationException)
        {
            return (null, null, null, text.Trim());
        }

        string? Value(string name) => root.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim();
        string? Attribute(string element, string name) => root.DescendantsAndSelf().FirstOrDefault(item => item.Name.LocalName == element)?.Attribute(name)?.Value;
        return root.Name.LocalName switch
        {
            "record" => (Value("millis") ?? Value("date"), Level(Value("level")), Value("logger"), Join(Value("message"), Value("exception"))),
            "event" => (Attribute("event", "timestamp"), Level(Attribute("event", "level")), Attribute("event", "logger"), Join(Value("message"), Value("throwable"))),
            _ => (Attribute("TimeCreated", "SystemTime"), Level(Value("Level")), Attribute("Provider", "Name"),
                Value("Message") ?? string.Join(' ', root.Descendants().Where(element => element.Name.LocalName == "Data").Select(element => element.Value.Trim()))),
        };
    }

    private static string? Join(string? message, string? trace) => string.IsNullOrEmpty(trace) ? message : $"{message}\n{trace}";

    // Windows numbers its levels; 0 is what an audit has.
    private static string? Level(string? level) => level switch
    {
        "1" => "critical",
        "2" => "error",
        "3" => "warning",
        "4" or "0" or "Information" => "info",
        "5" => "debug",
        _ => level,
    };

    private bool Write((string? Time, string? Level, string? Source, string? Message)? found)
    {
        if (found is not { } entry)
        {
            return false;
        }

        using (var writer = new Utf8JsonWriter(Ready))
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp", entry.Time);
            writer.WriteString("level", entry.Level);
            writer.WriteString("logger", entry.Source);
            writer.WriteString("message", string.IsNullOrEmpty(entry.Message) ? "(no text)" : entry.Message);
            writer.WriteEndObject();
        }

        Ready.WriteByte((byte)'\n');
        return true;
    }
}
