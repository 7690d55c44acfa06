using System.Text.Json;

namespace McpOps.Logs.Parsing;

/// <summary>The bytes of what a format had to decode in the line at hand: slices of them begin at -1 and go downwards.</summary>
internal sealed class Scratch
{
    private byte[] _bytes = new byte[1024];
    private int _used;

    /// <summary>What is in it.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Forgets what is in it: a line begins.</summary>
    public void Clear() => _used = 0;

    /// <summary>A part of a slice, wherever it lies.</summary>
    public static Slice Part(Slice whole, int start, int end) => new(whole.Start >= 0 ? whole.Start + start : whole.Start - start, end - start);

    /// <summary>Takes bytes.</summary>
    public Slice Add(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_used));
        _used += bytes.Length;
        return new Slice(-1 - (_used - bytes.Length), bytes.Length);
    }

    /// <summary>Takes the text at hand without its escapes; false for half a character (a lone surrogate), which stays as it is written.</summary>
    public bool TryAdd(ref Utf8JsonReader reader, ref Slice slice)
    {
        Room(reader.ValueSpan.Length);
        try
        {
            var written = reader.CopyString(_bytes.AsSpan(_used));
            slice = new Slice(-1 - _used, written);
            _used += written;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void Room(int count)
    {
        if (_bytes.Length - _used < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + count));
        }
    }
}
