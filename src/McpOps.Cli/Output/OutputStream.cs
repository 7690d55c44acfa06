namespace McpOps.Cli.Output;

/// <summary>Standard output as it is redirected: whoever reads it may stop, as <c>head</c> does; any other failure is told.</summary>
/// <param name="output">Where it goes; null when it is closed.</param>
internal sealed class OutputStream(Stream? output) : Stream
{
    private const int BrokenPipe = 32;
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);
    private bool _isUnread;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Writes bytes.</summary>
    /// <exception cref="McpOpsException"><c>OutputNotWritable</c>.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_isUnread)
        {
            return;
        }

        try
        {
            (output ?? throw new IOException("It is closed.")).Write(buffer);
        }
        catch (IOException exception) when (exception.HResult is BrokenPipe or WindowsBrokenPipe or WindowsNoData)
        {
            _isUnread = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException)
        {
            throw new McpOpsException("OutputNotWritable", McpErrorCategory.WriteError,
                $"Standard output could not be written: {exception.Message.TrimEnd('.')}. What was to stand there is cut or missing; what the command did beside is done. Free space or send it elsewhere, and look at what there is before you run it again.", null, exception);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held here.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
