namespace McpOps.Files;

/// <summary>An open file as a stream, to be read or written once from its present place on. It does not close the file.</summary>
internal sealed class FileHandleStream(IFile file, bool writes) : Stream
{
    public override bool CanRead => !writes;

    public override bool CanSeek => false;

    public override bool CanWrite => writes;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
        // Each write goes to the system at once.
    }

    public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => file.Read(buffer);

    public override void Write(byte[] buffer, int offset, int count) => file.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => file.Write(buffer);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
