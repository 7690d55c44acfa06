namespace McpOps.Logs.Parsing;

/// <summary>How grave an entry is, in the order of gravity.</summary>
internal enum LogLevel : byte
{
    None,
    Trace,
    Debug,
    Info,
    Notice,
    Warning,
    Error,
    Critical,
}

/// <summary>The words for levels: those of Python, syslog (RFC 5424), .NET, Java, Node, Go and Android.</summary>
internal static class LogLevels
{
    public const int Count = (int)LogLevel.Critical + 1;

    private static readonly string?[] Names = [null, "TRACE", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL"];

    /// <summary>The level as results name it; null for none.</summary>
    public static string? Name(LogLevel level) => Names[(int)level];

    /// <summary>The level that a number of syslog stands for.</summary>
    public static LogLevel FromSyslog(int severity) => severity switch
    {
        <= 2 => LogLevel.Critical,
        3 => LogLevel.Error,
        4 => LogLevel.Warning,
        5 => LogLevel.Notice,
        6 => LogLevel.Info,
        _ => LogLevel.Debug,
    };

    /// <summary>The level that a severity number of OpenTelemetry stands for, 1 to 24 in steps of four.</summary>
    public static LogLevel FromSeverity(double number) => number switch
    {
        < 1 or > 24 => LogLevel.None,
        < 5 => LogLevel.Trace,
        < 9 => LogLevel.Debug,
        < 13 => LogLevel.Info,
        < 17 => LogLevel.Warning,
        < 21 => LogLevel.Error,
        _ => LogLevel.Critical,
    };

    /// <summary>The level that a number of bunyan and pino stands for, or of OpenTelemetry where the name does not say so.</summary>
    public static LogLevel FromNumber(long number) => number switch
    {
        <= 0 => LogLevel.None,
        <= 4 => LogLevel.Trace,
        <= 8 => LogLevel.Debug,
        10 => LogLevel.Trace,
        <= 12 => LogLevel.Info,
        <= 16 => LogLevel.Warning,
        20 => LogLevel.Debug,
        < 20 => LogLevel.Error,
        <= 24 => LogLevel.Critical,
        <= 30 => LogLevel.Info,
        <= 40 => LogLevel.Warning,
        <= 50 => LogLevel.Error,
        _ => LogLevel.Critical,
    };

    /// <summary>The level that the status of a health check stands for, as 'mcpops health --output ndjson' (Get-McpHealth) and others write it.</summary>
    public static LogLevel FromHealth(ReadOnlySpan<byte> status) => status switch
    {
        _ when System.Text.Ascii.EqualsIgnoreCase(status, "healthy"u8) => LogLevel.Info,
        _ when System.Text.Ascii.EqualsIgnoreCase(status, "degraded"u8) || System.Text.Ascii.EqualsIgnoreCase(status, "unknown"u8) => LogLevel.Warning,
        _ when System.Text.Ascii.EqualsIgnoreCase(status, "unhealthy"u8) => LogLevel.Error,
        _ => LogLevel.None,
    };

    /// <summary>The level that a whole word stands for.</summary>
    public static LogLevel FromWord(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 3 or > 13)
        {
            return LogLevel.None;
        }

        Span<byte> lower = stackalloc byte[word.Length];
        for (var i = 0; i < word.Length; i++)
        {
            lower[i] = (byte)(word[i] | 0x20);
        }

        return lower[0] switch
        {
            (byte)'t' when Is(lower, "trace"u8) || Is(lower, "trce"u8) => LogLevel.Trace,
            (byte)'v' when Is(lower, "verbose"u8) || Is(lower, "vrb"u8) => LogLevel.Trace,
            (byte)'s' when Is(lower, "silly"u8) => LogLevel.Trace,
            (byte)'s' when Is(lower, "severe"u8) => LogLevel.Error,
            (byte)'d' when Is(lower, "debug"u8) || Is(lower, "dbug"u8) || Is(lower, "dbg"u8) => LogLevel.Debug,
            (byte)'f' when Is(lower, "fine"u8) || Is(lower, "finer"u8) || Is(lower, "finest"u8) => LogLevel.Debug,
            (byte)'f' when Is(lower, "fatal"u8) || Is(lower, "ftl"u8) => LogLevel.Critical,
            (byte)'f' when Is(lower, "fail"u8) || Is(lower, "failure"u8) => LogLevel.Error,
            (byte)'i' when Is(lower, "info"u8) || Is(lower, "information"u8) || Is(lower, "inf"u8) || Is(lower, "informational"u8) => LogLevel.Info,
            (byte)'l' when Is(lower, "log"u8) => LogLevel.Info,
            (byte)'n' when Is(lower, "notice"u8) || Is(lower, "note"u8) => LogLevel.Notice,
            (byte)'w' when Is(lower, "warn"u8) || Is(lower, "warning"u8) || Is(lower, "wrn"u8) => LogLevel.Warning,
            (byte)'e' when Is(lower, "error"u8) || Is(lower, "err"u8) || Is(lower, "exception"u8) => LogLevel.Error,
            (byte)'e' when Is(lower, "emerg"u8) || Is(lower, "emergency"u8) => LogLevel.Critical,
            (byte)'c' when Is(lower, "critical"u8) || Is(lower, "crit"u8) => LogLevel.Critical,
            (byte)'a' when Is(lower, "alert"u8) => LogLevel.Critical,
            (byte)'p' when Is(lower, "panic"u8) => LogLevel.Critical,
            _ => LogLevel.None,
        };
    }

    /// <summary>The level that one letter stands for, as logcat, klog and others write it.</summary>
    public static LogLevel FromLetter(byte letter) => letter switch
    {
        (byte)'V' or (byte)'T' => LogLevel.Trace,
        (byte)'D' => LogLevel.Debug,
        (byte)'I' => LogLevel.Info,
        (byte)'W' => LogLevel.Warning,
        (byte)'E' => LogLevel.Error,
        (byte)'F' or (byte)'C' or (byte)'A' => LogLevel.Critical,
        _ => LogLevel.None,
    };

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> expected) => word.SequenceEqual(expected);
}
