using System.Globalization;
using System.Text;

namespace McpOps.Backups.Archive;

/// <summary>Reads a tar archive: pax, ustar, GNU and the oldest; holes in GNU's format 1.0.</summary>
internal sealed class TarReader(ParallelGzipReader input)
{
    private readonly byte[] _block = new byte[TarFormat.Block];
    private readonly Dictionary<string, byte[]> _global = new(StringComparer.Ordinal);
    private long _left;
    private int _padding;

    /// <summary>The next entry, null at the end of the archive. What was not read of the one before is skipped.</summary>
    public TarEntry? Next()
    {
        Skip();
        var pax = new Dictionary<string, byte[]>(_global, StringComparer.Ordinal);
        while (true)
        {
            ReadBlock(_block);
            if (_block.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            {
                Drain();
                return null;
            }

            if (TarFormat.Number(_block.AsSpan(148, 8)) != TarFormat.Checksum(_block))
            {
                throw TarFormat.Damaged("a header's checksum is wrong");
            }

            var size = Size(TarFormat.Number(_block.AsSpan(124, 12)));
            switch (_block[156])
            {
                case (byte)'x':
                    ReadPax(Content(size), pax);
                    continue;
                case (byte)'g':
                    ReadPax(Content(size), _global);
                    pax = new Dictionary<string, byte[]>(_global, StringComparer.Ordinal);
                    continue;
                case (byte)'L':
                    pax["path"] = TarFormat.Bytes(Content(size)).ToArray();
                    continue;
                case (byte)'K':
                    pax["linkpath"] = TarFormat.Bytes(Content(size)).ToArray();
                    continue;
                default:
                    return Entry(pax, size);
            }
        }
    }

    /// <summary>Reads the entry's content, without its holes.</summary>
    /// <returns>A stretch that is valid until the next call; empty at the end.</returns>
    public ReadOnlySpan<byte> Read()
    {
        if (_left == 0)
        {
            return [];
        }

        var data = input.Peek();
        if (data.IsEmpty)
        {
            throw TarFormat.Damaged("it ends in the middle of a file");
        }

        data = data[..(int)Math.Min(data.Length, _left)];
        _left -= data.Length;
        input.Skip(data.Length);
        return data;
    }

    private TarEntry Entry(Dictionary<string, byte[]> pax, long size)
    {
        var kind = _block[156] switch
        {
            (byte)'0' or 0 or (byte)'7' => TarKind.File,
            (byte)'1' => TarKind.HardLink,
            (byte)'2' => TarKind.Link,
            (byte)'3' => TarKind.CharacterDevice,
            (byte)'4' => TarKind.BlockDevice,
            (byte)'5' => TarKind.Folder,
            (byte)'6' => TarKind.Fifo,
            var type => throw TarFormat.Damaged($"an entry is of the unknown type '{(char)type}'"),
        };
        var path = pax.TryGetValue("GNU.sparse.name", out var sparse) ? sparse : pax.GetValueOrDefault("path") ?? Name();
        // The oldest format marks a folder by a slash at the end of its name.
        kind = kind is TarKind.File && path.AsSpan().EndsWith("/"u8) ? TarKind.Folder : kind;
        _left = kind is TarKind.File ? pax.TryGetValue("size", out var large) ? Size(Number(large)) : size : 0;
        _padding = TarFormat.Padding(_left);
        var extents = kind is TarKind.File && pax.ContainsKey("GNU.sparse.major") ? ReadSparseMap() : null;
        var entry = new TarEntry
        {
            Path = Plain(path),
            Kind = kind,
            Target = Target(pax, kind),
            Size = extents is null ? _left : Size(Number(pax.GetValueOrDefault("GNU.sparse.realsize") ?? [])),
            Mode = (int)(TarFormat.Number(_block.AsSpan(100, 8)) & 0xFFF),
            User = (uint)(pax.TryGetValue("uid", out var user) ? Number(user) : TarFormat.Number(_block.AsSpan(108, 8))),
            Group = (uint)(pax.TryGetValue("gid", out var group) ? Number(group) : TarFormat.Number(_block.AsSpan(116, 8))),
            UserName = Encoding.UTF8.GetString(pax.GetValueOrDefault("uname") ?? TarFormat.Bytes(_block.AsSpan(265, 32)).ToArray()),
            GroupName = Encoding.UTF8.GetString(pax.GetValueOrDefault("gname") ?? TarFormat.Bytes(_block.AsSpan(297, 32)).ToArray()),
            Modified = pax.TryGetValue("mtime", out var time) ? TarFormat.Time(Encoding.ASCII.GetString(time)) : (Int128)TarFormat.Number(_block.AsSpan(136, 12)) * 1_000_000_000,
            Attributes = [.. pax.Where(pair => pair.Key.StartsWith(TarFormat.AttributePrefix, StringComparison.Ordinal)).Select(pair => KeyValuePair.Create(pair.Key[TarFormat.AttributePrefix.Length..], pair.Value))],
            Extents = extents,
        };
        return entry.Extents is null || Fits(entry) ? entry : throw TarFormat.Damaged("the holes of a file do not add up");
    }

    // tar writes "./a/" when it was told to save ".".
    private static byte[] Plain(ReadOnlySpan<byte> path)
    {
        path = path.TrimEnd((byte)'/');
        while (path.StartsWith("./"u8))
        {
            path = path[2..].TrimStart((byte)'/');
        }

        return path.ToArray();
    }

    private bool Fits(TarEntry entry)
    {
        long end = 0;
        foreach (var extent in entry.Extents!)
        {
            if (extent.Offset < end || extent.Length < 0 || extent.Length > entry.Size - extent.Offset)
            {
                return false;
            }

            end = extent.Offset + extent.Length;
        }

        return entry.StoredSize == _left;
    }

    private byte[] Target(Dictionary<string, byte[]> pax, TarKind kind)
    {
        if (kind is not (TarKind.Link or TarKind.HardLink))
        {
            return [];
        }

        var target = pax.GetValueOrDefault("linkpath") ?? TarFormat.Bytes(_block.AsSpan(157, 100)).ToArray();
        return kind is TarKind.HardLink ? Plain(target) : target;
    }

    private byte[] Name()
    {
        var name = TarFormat.Bytes(_block.AsSpan(0, 100));
        var prefix = _block.AsSpan(257, 6).SequenceEqual(TarFormat.Magic) ? TarFormat.Bytes(_block.AsSpan(345, 155)) : [];
        return prefix.IsEmpty ? name.ToArray() : [.. prefix, (byte)'/', .. name];
    }

    private List<TarExtent> ReadSparseMap()
    {
        var numbers = new List<long>();
        var digits = new StringBuilder();
        var block = new byte[TarFormat.Block];
        long wanted = 1;
        while (numbers.Count < wanted)
        {
            if (_left < TarFormat.Block)
            {
                throw TarFormat.Damaged("a map of holes is cut off");
            }

            ReadBlock(block);
            _left -= TarFormat.Block;
            for (var index = 0; index < TarFormat.Block && numbers.Count < wanted; index++)
            {
                if (block[index] != '\n')
                {
                    digits.Append((char)block[index]);
                    continue;
                }

                numbers.Add(Number(Encoding.ASCII.GetBytes(digits.ToString())));
                wanted = 1 + (2 * Math.Min(numbers[0], 1 << 24));
                digits.Clear();
            }
        }

        return [.. numbers.Skip(1).Chunk(2).Select(pair => new TarExtent(pair[0], pair[1]))];
    }

    private static void ReadPax(byte[] records, Dictionary<string, byte[]> pax)
    {
        var rest = records.AsSpan();
        while (!rest.IsEmpty)
        {
            var space = rest.IndexOf((byte)' ');
            var length = space > 0 ? Number(rest[..space].ToArray()) : 0;
            var equal = rest.IndexOf((byte)'=');
            if (length <= space || length > rest.Length || equal < space || equal >= length || rest[(int)length - 1] != '\n')
            {
                throw TarFormat.Damaged("an extended header cannot be read");
            }

            pax[Encoding.UTF8.GetString(rest[(space + 1)..equal])] = rest[(equal + 1)..((int)length - 1)].ToArray();
            rest = rest[(int)length..];
        }
    }

    private byte[] Content(long size)
    {
        if (size > TarFormat.LargestPax)
        {
            throw TarFormat.Damaged("an extended header is too large");
        }

        var content = new byte[size];
        input.ReadExactly(content);
        for (var padding = TarFormat.Padding(size); padding > 0; padding -= input.Read(_block.AsSpan(0, padding)))
        {
            if (input.Peek().IsEmpty)
            {
                throw TarFormat.Damaged("it is cut off");
            }
        }

        return content;
    }

    private void Skip()
    {
        while (!Read().IsEmpty)
        {
        }

        for (; _padding > 0; _padding -= input.Read(_block.AsSpan(0, _padding)))
        {
            if (input.Peek().IsEmpty)
            {
                throw TarFormat.Damaged("it is cut off");
            }
        }
    }

    // What follows the end mark is read too: the decompressor then checks all of the file.
    private void Drain()
    {
        for (var data = input.Peek(); !data.IsEmpty; data = input.Peek())
        {
            input.Skip(data.Length);
        }
    }

    private void ReadBlock(byte[] block)
    {
        if (input.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) < block.Length)
        {
            throw TarFormat.Damaged("it has no end: it was cut off");
        }
    }

    private static long Number(byte[] digits) =>
        long.TryParse(Encoding.ASCII.GetString(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw TarFormat.Damaged("a number cannot be read");

    private static long Size(long size) => size >= 0 ? size : throw TarFormat.Damaged("a size is negative");
}
