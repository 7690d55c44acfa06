using System.Buffers.Binary;

namespace McpOps.Logs.Sources;

/// <summary>Takes the frames off a container's log: eight bytes (stream, three zeros, length) before each piece. The log of a terminal has none.</summary>
internal sealed class DockerStream(Stream inner) : ReadThroughStream(inner)
{
    private readonly byte[] _head = new byte[8];
    private bool? _framed;
    private int _left;
    private int _plain;

    public override int Read(Span<byte> buffer)
    {
        while (_left == 0 && _framed != false)
        {
            var read = Inner.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
            if (_framed is null && (read < _head.Length || _head is not [<= 2, 0, 0, 0, ..]))
            {
                _framed = false;
                _plain = read;
                break;
            }

            if (read < _head.Length)
            {
                return 0;
            }

            _framed = true;
            _left = BinaryPrimitives.ReadInt32BigEndian(_head.AsSpan(4));
        }

        if (_plain > 0)
        {
            var count = Math.Min(_plain, buffer.Length);
            _head.AsSpan(0, count).CopyTo(buffer);
            _head.AsSpan(count, _plain - count).CopyTo(_head);
            _plain -= count;
            return count;
        }

        var wanted = _framed == true ? buffer[..Math.Min(buffer.Length, _left)] : buffer;
        var taken = Inner.Read(wanted);
        _left -= _framed == true ? taken : 0;
        return taken;
    }
}
