using Microsoft.Extensions.Logging;

namespace McpOps.Cli.Output;

/// <summary>What engines tell of their work, on standard error: what was tried with --verbose, the exchange itself with --debug.</summary>
internal sealed class ErrorLogger(LogLevel least, Action<string> write) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel is not LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            write($"{(logLevel < LogLevel.Information ? "debug" : "verbose")}: {formatter(state, exception)}");
        }
    }
}
