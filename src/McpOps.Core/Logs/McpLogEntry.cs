using System.Text;
using McpOps.Logs.Entries;

namespace McpOps.Logs;

/// <summary>One entry of a log: its first line, and the stack trace or other lines that belong to it.</summary>
/// <remarks>The message and the fields are decoded and masked when they are first read: most pipelines look at few of many.</remarks>
public sealed class McpLogEntry : IHostRecord
{
    private readonly bool _raw;
    private object _message;
    private object? _fields;

    /// <summary>Takes the bytes of a message.</summary>
    /// <param name="message">The message in UTF-8.</param>
    /// <param name="fields">Its fields; null for none.</param>
    /// <param name="raw">True to leave its secrets unmasked.</param>
    internal McpLogEntry(byte[] message, LateFields? fields, bool raw) => (_message, _fields, _raw) = (message, fields, raw);

    /// <summary>The file, or where else it came from.</summary>
    public string Path { get; init; } = "";

    /// <summary>The number (from 1) of its first line; null where following began so far from the start that the lines before were not counted.</summary>
    public required long? Line { get; init; }

    /// <summary>When it was written; null when the line does not say.</summary>
    public DateTime? Time { get; init; }

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

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>Further values that the line names, such as <c>status</c> or <c>requestId</c>; secrets are masked.</summary>
    public IReadOnlyDictionary<string, string> Fields
    {
        get
        {
            var fields = _fields;
            if (fields is not IReadOnlyDictionary<string, string>)
            {
                _fields = fields = fields is LateFields late ? Readable.Map(late.Read(), StringComparer.Ordinal) : Readable.NoMap<string>();
            }

            return (IReadOnlyDictionary<string, string>)fields;
        }
    }
}
