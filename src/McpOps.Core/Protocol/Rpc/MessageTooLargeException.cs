namespace McpOps.Protocol.Rpc;

/// <summary>A message is larger than we read.</summary>
internal sealed class MessageTooLargeException(long limit) : IOException($"A message of more than {limit} bytes.")
{
    public McpProtocolException ToVerdict() => new(
        McpVerdict.ProtocolError, $"It sent a message of more than {Plain.Size(limit)} and the rest was not read. An answer of that size breaks clients: look at what the server puts into it.", this);
}
