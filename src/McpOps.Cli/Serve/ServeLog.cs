using System.Text.Json.Nodes;
using System.Globalization;
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
            ? Visible.Of(new JsonObject { ["timestamp"] = now, ["level"] = Word(level), ["logger"] = name, ["message"] = message }.ToJsonString(Json))
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

    // Much of a message comes from clients: a line break in it would forge a line, and a viewer may obey other controls.
    private static string OneLine(string message) => Visible.Of(message).Replace("\r\n", @"\u000d\u000a", StringComparison.Ordinal)
        .Replace("\n", @"\u000a", StringComparison.Ordinal).Replace("\t", @"\u0009", StringComparison.Ordinal);
}
