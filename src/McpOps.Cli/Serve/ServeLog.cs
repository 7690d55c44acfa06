using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace McpOps.Cli.Serve;

/// <summary>The form of a log line.</summary>
internal enum LogFormat
{
    /// <summary><c>2026-01-31 12:00:00,123 - mcpops - INFO - message</c>, in local time, as Python's logging writes it.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>Writes what the server does, one event a line.</summary>
/// <param name="write">Takes a finished line; called from many threads.</param>
/// <param name="time">The clock.</param>
/// <param name="format">The form of a line.</param>
/// <param name="minimum">What is less than this is not written.</param>
internal sealed class ServeLog(Action<string> write, TimeProvider time, LogFormat format = LogFormat.Text, LogLevel minimum = LogLevel.Information)
{
    private const string Name = "mcpops";
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes nothing.</summary>
    public static ServeLog None { get; } = new(_ => { }, TimeProvider.System, minimum: LogLevel.None);

    public void Info(string message) => Write(LogLevel.Information, Name, message);

    public void Warning(string message) => Write(LogLevel.Warning, Name, message);

    public void Error(string message) => Write(LogLevel.Error, Name, message);

    public bool IsEnabled(LogLevel level) => level >= minimum && minimum != LogLevel.None;

    public void Write(LogLevel level, string name, string message)
    {
        if (!IsEnabled(level))
        {
            return;
        }

        var now = time.GetLocalNow();
        write(format is LogFormat.Json
            ? OneLine(JsonSerializer.Serialize(new { timestamp = now, level = Word(level), logger = name, message }, Json))
            : string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd HH:mm:ss,fff} - {name} - {Word(level)} - {OneLine(message)}"));
    }

    // Python's words, which readers of such logs know.
    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => "CRITICAL",
        LogLevel.Error => "ERROR",
        LogLevel.Warning => "WARNING",
        LogLevel.Information => "INFO",
        _ => "DEBUG",
    };

    // What some viewers break a line at, or turn its text around with.
    private static bool IsDeceptive(char character) => char.IsControl(character)
        || character is '\u2028' or '\u2029' or '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    // Much of a message comes from clients: a line break in it would forge a line. In JSON the same escape stands for the character.
    private static string OneLine(string message)
    {
        if (!message.Any(IsDeceptive))
        {
            return message;
        }

        var line = new StringBuilder(message.Length + 16);
        foreach (var character in message)
        {
            _ = IsDeceptive(character)
                ? line.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")
                : line.Append(character);
        }

        return line.ToString();
    }
}
