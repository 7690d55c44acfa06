namespace McpOps.Logs.Sources;

/// <summary>Counts what is read through it.</summary>
internal sealed class CountingStream(Stream inner) : ReadThroughStream(inner)
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public override long Position { get => Count; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var read = Inner.Read(buffer);
        Interlocked.Add(ref _count, read);
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await Inner.ReadAsync(buffer, cancellationToken);
        Interlocked.Add(ref _count, read);
        return read;
    }
}
