using System.Text;

namespace McpOps.Logs;

/// <summary>One entry of a log: its first line, and the stack trace or other lines that belong to it.</summary>
/// <remarks>The message is decoded and masked when it is first read: most pipelines look at few of many messages.</remarks>
public sealed class McpLogEntry
{
    private readonly bool _raw;
    private object _message;

    /// <summary>Takes the bytes of a message.</summary>
    /// <param name="message">The message in UTF-8.</param>
    /// <param name="raw">True to leave its secrets unmasked.</param>
    internal McpLogEntry(byte[] message, bool raw) => (_message, _raw) = (message, raw);

    /// <summary>The file, or where else it came from.</summary>
    public string Path { get; init; } = "";

    /// <summary>The number (from 1) of its first line; null where following began so far from the start that the lines before were not counted.</summary>
    public required long? Line { get; init; }

    /// <summary>When it was written; null when the line does not say.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary><c>TRACE</c>, <c>DEBUG</c>, <c>INFO</c>, <c>NOTICE</c>, <c>WARNING</c>, <c>ERROR</c> or <c>CRITICAL</c>; null when the line does not say.</summary>
    public string? Level { get; init; }

    /// <summary>The logger, program or unit that wrote it.</summary>
    public string? Source { get; init; }

    /// <summary>The message, with the lines that belong to it; secrets are masked.</summary>
    public string Message
    {
        get
        {
            var message = _message;
            if (message is byte[] bytes)
            {
                _message = message = _raw ? Encoding.UTF8.GetString(bytes) : LogRedaction.Mask(bytes);
            }

            return (string)message;
        }
    }

    /// <summary>Entries with one id say the same with other values. Stable through a run.</summary>
    public int TemplateId { get; internal set; }

    /// <summary>The message with <c>&lt;*&gt;</c> where values vary.</summary>
    public string Template { get; internal set; } = "";

    /// <summary>The server whose log it is.</summary>
    public string? Server { get; init; }

    /// <summary>Further values that the line names, such as <c>status</c> or <c>requestId</c>; secrets are masked.</summary>
    public IReadOnlyDictionary<string, string> Fields
    {
        // Made readable only when somebody looks: entries are written by the million.
        get => Readable.Map(field, StringComparer.Ordinal);
        init;
    } = Readable.NoMap<string>();
}
