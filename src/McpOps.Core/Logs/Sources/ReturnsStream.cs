namespace McpOps.Logs.Sources;

/// <summary>Reads text whose lines end in a carriage return as text whose lines end in a line feed.</summary>
internal sealed class ReturnsStream(Stream inner) : ReadThroughStream(inner)
{
    public override int Read(Span<byte> buffer)
    {
        var read = Inner.Read(buffer);
        buffer[..read].Replace((byte)'\r', (byte)'\n');
        return read;
    }
}
