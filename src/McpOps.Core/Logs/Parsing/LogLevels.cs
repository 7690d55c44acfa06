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

    /// <summary>The level that a number called severity stands for: syslog's below 8, Google Cloud's in hundreds, else OpenTelemetry's.</summary>
    public static LogLevel FromGravity(double number) => number switch
    {
        < 0 => LogLevel.None,
        < 8 => FromSyslog((int)number),
        <= 24 => FromSeverity(number),
        < 100 => LogLevel.None,
        < 200 => LogLevel.Debug,
        < 300 => LogLevel.Info,
        < 400 => LogLevel.Notice,
        < 500 => LogLevel.Warning,
        < 600 => LogLevel.Error,
        _ => LogLevel.Critical,
    };

    /// <summary>The level that a number from 0 (debug) to 4 (fatal) stands for, as Nextcloud and ownCloud count.</summary>
    public static LogLevel FromZero(int number) => number switch { 0 => LogLevel.Debug, 1 => LogLevel.Info, 2 => LogLevel.Warning, 3 => LogLevel.Error, _ => LogLevel.Critical };

    /// <summary>The level that a number from 0 (verbose) to 4 (critical) stands for, as Azure's Application Insights counts; a greater one is another scale's.</summary>
    public static LogLevel FromSeverityLevel(double number) => number switch { 0 => LogLevel.Trace, <= 4 and > 0 => FromZero((int)number), _ => FromGravity(number) };

    /// <summary>The level that a number of bunyan and pino stands for, or of OpenTelemetry where the name does not say so.</summary>
    public static LogLevel FromNumber(long number) => number switch
    {
        <= 0 => LogLevel.None,
        <= 7 => FromSyslog((int)number),
        8 => LogLevel.Debug,
        10 => LogLevel.Trace,
        <= 12 => LogLevel.Info,
        <= 16 => LogLevel.Warning,
        20 => LogLevel.Debug,
        < 20 => LogLevel.Error,
        <= 24 => LogLevel.Critical,
        <= 30 => LogLevel.Info,
        <= 40 => LogLevel.Warning,
        <= 50 => LogLevel.Error,
        < 100 => LogLevel.Critical,

        // Monolog: 100, 200, 250 … 600. Java's own: 300 to 1000. logstash and log4js: 5000 to 50000.
        100 => LogLevel.Debug,
        200 => LogLevel.Info,
        250 => LogLevel.Notice,
        300 => LogLevel.Warning,
        400 => LogLevel.Error,
        500 or 550 or 600 => LogLevel.Critical,
        800 => LogLevel.Info,
        900 => LogLevel.Warning,
        1000 => LogLevel.Error,
        5000 => LogLevel.Trace,
        10000 => LogLevel.Debug,
        20000 => LogLevel.Info,
        30000 => LogLevel.Warning,
        40000 => LogLevel.Error,
        50000 => LogLevel.Critical,
        _ => LogLevel.None,
    };

    /// <summary>The level that the status of a health check stands for, as 'mcpops health --output ndjson' (Get-McpHealth) and others write it.</summary>
    public static LogLevel FromHealth(ReadOnlySpan<byte> status) => status switch
    {
        _ when System.Text.Ascii.EqualsIgnoreCase(status, "healthy"u8) => LogLevel.Info,
        _ when System.Text.Ascii.EqualsIgnoreCase(status, "degraded"u8) || System.Text.Ascii.EqualsIgnoreCase(status, "unknown"u8) => LogLevel.Warning,
        _ when System.Text.Ascii.EqualsIgnoreCase(status, "unhealthy"u8) => LogLevel.Error,
        _ => LogLevel.None,
    };

    /// <summary>The level that the text of a field stands for.</summary>
    public static LogLevel FromField(ReadOnlySpan<byte> value)
    {
        // slog: "ERROR+2"; winston: "http", which is finer than INFO.
        var sign = value.IndexOfAny((byte)'+', (byte)'-');
        value = sign > 3 && char.IsAsciiDigit((char)value[^1]) ? value[..sign] : value.Trim(" []"u8);
        return value.Length == 1 ? FromLetter((byte)(value[0] & 0xDF)) : value.SequenceEqual("http"u8) || value.SequenceEqual("DEFAULT"u8) || value.SequenceEqual("Default"u8) ? LogLevel.Info
            : value.SequenceEqual("dpanic"u8) || value.SequenceEqual("DPANIC"u8) ? LogLevel.Critical : FromWord(value);
    }

    /// <summary>The level that a whole word stands for.</summary>
    public static LogLevel FromWord(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 2 or > 24)
        {
            return LogLevel.None;
        }

        Span<byte> lower = stackalloc byte[word.Length];
        for (var i = 0; i < word.Length; i++)
        {
            lower[i] = word[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(word[i] | 0x20) : word[i];
        }

        // Most words are no level: their first letter says so.
        return lower[0] switch
        {
            (byte)'a' => Any(lower, "alert"u8, "alrt"u8) ? LogLevel.Critical : Any(lower, "assert"u8) ? LogLevel.Error : Any(lower, "aviso"u8, "avviso"u8, "attention"u8, "avertissement"u8, "advertencia"u8, "attenzione"u8) ? LogLevel.Warning : LogLevel.None,
            (byte)'b' => Any(lower, "blat"u8) ? LogLevel.Trace : LogLevel.None,
            (byte)'c' => Any(lower, "critical"u8, "crit"u8, "criti"u8, "crt"u8, "critic"u8, "critico"u8) || Any(lower, "critique"u8) ? LogLevel.Critical : Any(lower, "config"u8) && word[1] == 'O' ? LogLevel.Debug : LogLevel.None,
            (byte)'d' => Any(lower, "debug"u8, "dbug"u8, "dbg"u8, "debg"u8, "debu"u8, "deb"u8) ? LogLevel.Debug : Any(lower, "deprecated"u8) ? LogLevel.Notice : LogLevel.None,
            (byte)'e' => Any(lower, "error"u8, "err"u8, "exception"u8, "eror"u8, "erro"u8, "erreur"u8) || Any(lower, "errore"u8, "errors"u8) ? LogLevel.Error : Any(lower, "emerg"u8, "emergency"u8, "emrg"u8, "emer"u8) ? LogLevel.Critical : LogLevel.None,
            (byte)'f' => Any(lower, "fatal"u8, "ftl"u8, "fata"u8, "fatl"u8, "fat"u8) ? LogLevel.Critical : Any(lower, "fail"u8, "failure"u8, "failed"u8, "fehler"u8, "fault"u8) ? LogLevel.Error : Any(lower, "fine"u8, "finer"u8, "finest"u8, "fein"u8) ? LogLevel.Debug : LogLevel.None,
            (byte)'g' => Any(lower, "grave"u8) ? LogLevel.Error : LogLevel.None,
            (byte)'h' => Any(lower, "hinweis"u8) ? LogLevel.Notice : LogLevel.None,
            (byte)'i' => Any(lower, "info"u8, "information"u8, "inf"u8, "informational"u8, "infos"u8, "infor"u8) || Any(lower, "informational"u8, "informazioni"u8, "informacion"u8) ? LogLevel.Info : LogLevel.None,
            (byte)'l' => Any(lower, "log"u8) ? LogLevel.Info : LogLevel.None,
            (byte)'n' => Any(lower, "notice"u8, "note"u8, "ntc"u8, "notic"u8, "noti"u8) ? LogLevel.Notice : LogLevel.None,
            (byte)'o' => Any(lower, "ok"u8) ? LogLevel.Info : LogLevel.None,
            (byte)'p' => Any(lower, "panic"u8, "pani"u8, "panik"u8) ? LogLevel.Critical : LogLevel.None,
            (byte)'s' => Any(lower, "silly"u8, "spam"u8) ? LogLevel.Trace : Any(lower, "severe"u8, "schwerwiegend"u8, "sever"u8) ? LogLevel.Error : Any(lower, "success"u8, "system"u8) ? LogLevel.Info : LogLevel.None,
            (byte)'t' => Any(lower, "trace"u8, "trce"u8, "trc"u8, "trac"u8) ? LogLevel.Trace : LogLevel.None,
            (byte)'v' => Any(lower, "verbose"u8, "vrb"u8, "verb"u8) ? LogLevel.Trace : LogLevel.None,
            (byte)'w' => Any(lower, "warn"u8, "warning"u8, "wrn"u8, "warni"u8, "warnung"u8, "warnings"u8) ? LogLevel.Warning : LogLevel.None,
            >= 0x80 => FromOtherScript(word),
            _ => LogLevel.None,
        };
    }

    // Chinese, Japanese, Russian: as localised programs write them.
    private static LogLevel FromOtherScript(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual("错误"u8) || word.SequenceEqual("エラー"u8) || word.SequenceEqual("ОШИБКА"u8) || word.SequenceEqual("오류"u8) => LogLevel.Error,
        _ when word.SequenceEqual("警告"u8) || word.SequenceEqual("ПРЕДУПРЕЖДЕНИЕ"u8) || word.SequenceEqual("경고"u8) => LogLevel.Warning,
        _ when word.SequenceEqual("信息"u8) || word.SequenceEqual("情報"u8) || word.SequenceEqual("ИНФОРМАЦИЯ"u8) || word.SequenceEqual("정보"u8) => LogLevel.Info,
        _ when word.SequenceEqual("严重"u8) || word.SequenceEqual("致命的"u8) => LogLevel.Critical,
        _ when word.SequenceEqual("调试"u8) => LogLevel.Debug,
        _ => LogLevel.None,
    };

    /// <summary>The level that one letter stands for, as logcat, klog and others write it.</summary>
    public static LogLevel FromLetter(byte letter) => letter switch
    {
        (byte)'V' or (byte)'T' => LogLevel.Trace,
        (byte)'D' => LogLevel.Debug,
        (byte)'I' => LogLevel.Info,
        (byte)'N' => LogLevel.Notice,
        (byte)'W' => LogLevel.Warning,
        (byte)'E' => LogLevel.Error,
        (byte)'F' or (byte)'C' or (byte)'A' => LogLevel.Critical,
        _ => LogLevel.None,
    };

    private static bool Any(ReadOnlySpan<byte> word, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b = default, ReadOnlySpan<byte> c = default, ReadOnlySpan<byte> d = default, ReadOnlySpan<byte> e = default, ReadOnlySpan<byte> f = default) =>
        word.SequenceEqual(a) || word.SequenceEqual(b) || word.SequenceEqual(c) || word.SequenceEqual(d) || word.SequenceEqual(e) || word.SequenceEqual(f);
}
