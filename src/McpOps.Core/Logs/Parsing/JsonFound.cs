namespace McpOps.Logs.Parsing;

/// <summary>What the properties of an object gave that is judged when all are read.</summary>
internal struct JsonFound
{
    /// <summary>Where the object begins in its line.</summary>
    public int Start;

    public Slice Message;
    public Slice Event;
    public Slice ErrorText;

    /// <summary>A duration whose name tells no unit, and the milliseconds of its unit where the other properties tell it: seconds beside an epoch time with a fraction (zap).</summary>
    public bool BareDuration;
    public double UnitMs;
    public bool Rpc;
    public bool HasResult;
    public bool HasError;
    public bool IsError;
}
