namespace McpOps.Backups.Stores;

/// <summary>Writes an object of any length in pieces that are sent while more is made; a piece that fails is sent again.</summary>
internal sealed class ObjectWriteStream(ObjectStore store, string key, CancellationToken cancellationToken) : WriteOnlyStream
{
    private readonly IObjectUpload _upload = store.Upload(key, cancellationToken);
    private readonly MemoryStream _piece = new();
    private int _sent;
    private long _length;
    private bool _ended;
    private bool _failed;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _piece.Write(buffer);
        _length += buffer.Length;
        if (_piece.Length >= _upload.PieceLength(_sent))
        {
            SendAsync().GetAwaiter().GetResult();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _piece.Write(buffer.Span);
        _length += buffer.Length;
        if (_piece.Length >= _upload.PieceLength(_sent))
        {
            await SendAsync();
        }
    }

    /// <summary>Ends the object. Without it, disposing would have to say whether what was written is all.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            _ended = true;
            EndAsync().GetAwaiter().GetResult();
            _piece.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task EndAsync()
    {
        if (_sent == 0 && !_failed)
        {
            await store.WriteKeyAsync(key, _piece.ToArray(), cancellationToken);
            return;
        }

        if (_failed || cancellationToken.IsCancellationRequested)
        {
            await _upload.AbortAsync();
            return;
        }

        if (_piece.Length > 0)
        {
            await SendAsync();
        }

        await _upload.EndAsync();
    }

    private async Task SendAsync()
    {
        _failed = true;
        await _upload.SendAsync(_sent + 1, _piece);
        _sent++;
        _piece.SetLength(0);
        _failed = false;
    }
}
