namespace McpOps.Logs.Parsing;

/// <summary>What the properties of an object gave that is judged when all are read.</summary>
internal struct JsonFound
{
    /// <summary>Where the object begins in its line.</summary>
    public int Start;

    /// <summary>A level as a number, whose scale the other properties tell; negative for none.</summary>
    public double LevelNumber;

    /// <summary>GELF: numbers of levels are those of syslog.</summary>
    public bool IsGelf;

    /// <summary>Small numbers of levels count from zero, from debug to fatal.</summary>
    public bool IsFromZero;

    /// <summary>A time that counts when there is no other, such as when a request began.</summary>
    public LogTime? WeakTime;

    /// <summary>Seconds since 1970 in a field of their own, and what they lack.</summary>
    public long EpochSeconds;
    public long Nanoseconds;

    /// <summary>What a field named status says, where no level is.</summary>
    public LogLevel WeakLevel;
    public Slice Message;
    public Slice Event;
    public Slice Body;
    public Slice ErrorText;
    public Slice Trace;

    /// <summary>A duration whose name tells no unit, and the milliseconds of its unit where the other properties tell it: seconds beside an epoch time with a fraction (zap).</summary>
    public bool BareDuration;
    public double UnitMs;
    public bool Rpc;
    public bool HasResult;
    public bool HasError;
    public bool IsError;
}
