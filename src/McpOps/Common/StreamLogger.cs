using Microsoft.Extensions.Logging;

namespace McpOps.Commands;

/// <summary>What engines tell of their work: what was tried goes to the verbose stream, the exchange itself to the debug stream.</summary>
/// <param name="isVerbose">Whether the user wants the one.</param>
/// <param name="isDebug">Whether the user wants the other.</param>
/// <param name="write">Writes a line; true for the debug stream.</param>
internal sealed class StreamLogger(bool isVerbose, bool isDebug, Action<string, bool> write) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel switch
    {
        LogLevel.None => false,
        >= LogLevel.Information => isVerbose,
        _ => isDebug,
    };

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            write(formatter(state, exception), logLevel < LogLevel.Information);
        }
    }
}
