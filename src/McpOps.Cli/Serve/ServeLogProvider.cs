using Microsoft.Extensions.Logging;

namespace McpOps.Cli.Serve;

/// <summary>Brings what Kestrel and the MCP library have to report into the server's log.</summary>
internal sealed class ServeLogProvider(ServeLog log) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Category(log, categoryName);

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class Category(ServeLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var message = formatter(state, exception);
            log.Write(logLevel, name, exception is null ? message : $"{message} ({exception.GetType().Name}: {exception.Message})");
        }
    }
}
