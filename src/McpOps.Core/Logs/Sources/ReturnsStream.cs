namespace McpOps.Logs.Sources;

/// <summary>Reads text whose lines end in a carriage return as text whose lines end in a line feed.</summary>
internal sealed class ReturnsStream(Stream inner) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        buffer[..read].Replace((byte)'\r', (byte)'\n');
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
