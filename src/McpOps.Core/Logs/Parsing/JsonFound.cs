namespace McpOps.Logs.Parsing;

/// <summary>What the properties of an object gave that is judged when all are read.</summary>
internal struct JsonFound
{
    /// <summary>Where the object begins in its line.</summary>
    public int Start;

    public Slice Message;
    public Slice Event;
    public Slice ErrorText;
    public bool Rpc;
    public bool HasResult;
    public bool HasError;
    public bool IsError;
}
