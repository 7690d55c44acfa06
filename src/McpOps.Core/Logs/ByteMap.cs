using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace McpOps.Logs;

/// <summary>A dictionary keyed by bytes that is asked without making a string.</summary>
internal sealed class ByteMap<T>
{
    private int[] _buckets = new int[64];
    private Entry[] _entries = new Entry[48];
    private byte[] _keys = new byte[1024];
    private int _keyBytes;

    /// <summary>How many keys there are.</summary>
    public int Count { get; private set; }

    /// <summary>The value of a key; added with the default value when it is new.</summary>
    /// <param name="key">The key.</param>
    /// <param name="added">True when it is new.</param>
    public ref T GetOrAdd(ReadOnlySpan<byte> key, out bool added)
    {
        var hash = Hash(key);
        var bucket = (int)hash & (_buckets.Length - 1);
        for (var index = _buckets[bucket] - 1; index >= 0; index = _entries[index].Next - 1)
        {
            ref var entry = ref _entries[index];
            if (entry.Hash == hash && key.SequenceEqual(_keys.AsSpan(entry.Start, entry.Length)))
            {
                added = false;
                return ref entry.Value;
            }
        }

        added = true;
        return ref Add(key, hash);
    }

    /// <summary>The value of a key that is there; a null reference when it is not.</summary>
    public ref T Find(ReadOnlySpan<byte> key)
    {
        var hash = Hash(key);
        for (var index = _buckets[(int)hash & (_buckets.Length - 1)] - 1; index >= 0; index = _entries[index].Next - 1)
        {
            ref var entry = ref _entries[index];
            if (entry.Hash == hash && key.SequenceEqual(_keys.AsSpan(entry.Start, entry.Length)))
            {
                return ref entry.Value;
            }
        }

        return ref Unsafe.NullRef<T>();
    }

    /// <summary>The key at an index, in the order of adding.</summary>
    public ReadOnlySpan<byte> KeyAt(int index) => _keys.AsSpan(_entries[index].Start, _entries[index].Length);

    /// <summary>The value at an index, in the order of adding.</summary>
    public ref T ValueAt(int index) => ref _entries[index].Value;

    [SuppressMessage("Style", "RCS1242", Justification = "A span is read-only by itself.")]
    private ref T Add(ReadOnlySpan<byte> key, uint hash)
    {
        if (Count == _entries.Length)
        {
            Grow();
        }

        if (_keys.Length - _keyBytes < key.Length)
        {
            Array.Resize(ref _keys, Math.Max(_keys.Length * 2, _keyBytes + key.Length));
        }

        key.CopyTo(_keys.AsSpan(_keyBytes));
        ref var bucket = ref _buckets[(int)hash & (_buckets.Length - 1)];
        ref var entry = ref _entries[Count];
        entry = new Entry { Hash = hash, Start = _keyBytes, Length = key.Length, Next = bucket };
        _keyBytes += key.Length;
        bucket = ++Count;
        return ref entry.Value;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = new int[_buckets.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            ref var bucket = ref _buckets[(int)_entries[i].Hash & (_buckets.Length - 1)];
            _entries[i].Next = bucket;
            bucket = i + 1;
        }
    }

    // Eight bytes at a step; the last step overlaps. Collisions cost a comparison and no more.
    private static uint Hash(ReadOnlySpan<byte> key)
    {
        var hash = (ulong)key.Length;
        ref var start = ref MemoryMarshal.GetReference(key);
        if (key.Length >= 8)
        {
            for (var i = 0; i + 8 < key.Length; i += 8)
            {
                hash = Mix(hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i)));
            }

            hash ^= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, key.Length - 8));
        }
        else
        {
            foreach (var value in key)
            {
                hash = (hash << 8) | value;
            }
        }

        // Twice, so that the last bytes count for the lowest bits too.
        return (uint)Mix(Mix(hash));
    }

    // A product carries upwards only; its upper half is folded onto the lower one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value)
    {
        value *= 0x9E3779B97F4A7C15UL;
        return value ^ (value >> 32);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Entry
    {
        public uint Hash;
        public int Start;
        public int Length;
        public int Next;
        public T Value;
    }
}
