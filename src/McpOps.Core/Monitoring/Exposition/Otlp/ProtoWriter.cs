using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace McpOps.Monitoring;

/// <summary>Writes the fields of one message of Protocol Buffers (https://protobuf.dev/programming-guides/encoding): the five kinds that OTLP's metrics have.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(256);

    /// <summary>The message so far.</summary>
    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    public void Clear() => _output.ResetWrittenCount();

    public void Number(int field, ulong value)
    {
        Tag(field, 0);
        Varint(value);
    }

    public void Fixed(int field, ulong value)
    {
        Tag(field, 1);
        Raw(value);
    }

    public void Double(int field, double value) => Fixed(field, BitConverter.DoubleToUInt64Bits(value));

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Message(int field, ProtoWriter message) => Bytes(field, message.Written.Span);

    /// <summary>A packed list of numbers of eight bytes each.</summary>
    public void Packed(int field, IReadOnlyCollection<ulong> values)
    {
        Tag(field, 2);
        Varint((ulong)values.Count * sizeof(ulong));
        foreach (var value in values)
        {
            Raw(value);
        }
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, 2);
        Varint((ulong)value.Length);
        _output.Write(value);
    }

    private void Tag(int field, int kind) => Varint((ulong)((field << 3) | kind));

    private void Raw(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_output.GetSpan(sizeof(ulong)), value);
        _output.Advance(sizeof(ulong));
    }

    private void Varint(ulong value)
    {
        var span = _output.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        _output.Advance(length);
    }
}
