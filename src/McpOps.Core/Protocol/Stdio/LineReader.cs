using System.Buffers;
using McpOps.Protocol.Rpc;

namespace McpOps.Protocol.Stdio;

/// <summary>Cuts a stream into lines, as the stdio transport frames its messages, in bounded memory.</summary>
internal sealed class LineReader(Stream stream, long maxLineBytes)
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _start;
    private int _end;
    private int _searched;
    private bool _ended;

    /// <summary>Bytes of a line that has begun and not ended.</summary>
    public int Partial => _end - _start;

    /// <summary>The next line without its end, valid until the next call; null at the end of the stream. A last line without an end counts.</summary>
    /// <exception cref="MessageTooLargeException">The line is longer than allowed.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var newLine = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (newLine >= 0)
            {
                var line = _buffer.AsMemory(_start, _searched + newLine - _start);
                _start = _searched = _searched + newLine + 1;
                return TrimReturn(line);
            }

            _searched = _end;
            if (_ended)
            {
                var rest = _buffer.AsMemory(_start, _end - _start);
                _start = _end;
                return rest.IsEmpty ? default(ReadOnlyMemory<byte>?) : TrimReturn(rest);
            }

            if (_end - _start > maxLineBytes)
            {
                throw new MessageTooLargeException(maxLineBytes);
            }

            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _ended = read == 0;
            _end += read;
        }
    }

    private static ReadOnlyMemory<byte> TrimReturn(ReadOnlyMemory<byte> line) => line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        var length = _end - _start;
        var target = length > _buffer.Length / 2 ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
        _buffer.AsSpan(_start, length).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_start, _end, _searched) = (0, length, length);
    }
}
