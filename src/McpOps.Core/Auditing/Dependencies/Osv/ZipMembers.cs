using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace McpOps.Auditing.Dependencies.Osv;

/// <summary>A member of a zip archive.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="Packed">Its size in the archive, in bytes.</param>
/// <param name="Length">Its size unpacked, in bytes.</param>
/// <param name="Offset">Where its local header stands.</param>
/// <param name="Sum">Its CRC-32; null where only the local header may tell it.</param>
internal readonly record struct ZipMember(string Name, int Method, long Packed, long Length, long Offset, uint? Sum = null);

/// <summary>Walks the members of a zip archive one after the other, after PKWARE's APPNOTE 6.3 (sections 4.3 and 4.5.3).</summary>
/// <remarks>The framework's own reader holds the list of members, which for a dump of 200,000 advisories is more memory than all the rest of an audit.</remarks>
internal sealed class ZipMembers : IDisposable
{
    private const uint EndMark = 0x06054b50;
    private const uint LargeLocatorMark = 0x07064b50;
    private const uint LargeEndMark = 0x06064b50;
    private const uint MemberMark = 0x02014b50;
    private const int EndSize = 22;
    private const int LocatorSize = 20;
    private const int MemberSize = 46;
    private const int LocalSize = 30;

    private readonly SafeFileHandle _file;
    private readonly long _length;
    private readonly (long Count, long Offset) _directory;

    /// <summary>Opens an archive.</summary>
    /// <exception cref="InvalidDataException">It is no zip archive, or was cut.</exception>
    public ZipMembers(string path)
    {
        _file = RegularFile.OpenHandle(path);
        try
        {
            _length = RandomAccess.GetLength(_file);
            _directory = End();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The members, in the order of the archive's directory.</summary>
    public IEnumerable<ZipMember> Walk()
    {
        var (buffer, from, filled) = (new byte[256 << 10], _directory.Offset, 0);
        var at = 0;
        for (var number = 0L; number < _directory.Count; number++)
        {
            // A record with its name and further fields is at most 46 + 3 × 65,535 bytes.
            if (filled - at < MemberSize + (3 * ushort.MaxValue) && from + filled < _length)
            {
                from += at;
                at = 0;
                filled = RandomAccess.Read(_file, buffer, from);
            }

            var (member, size) = Member(buffer.AsSpan(at, filled - at));
            at += size;
            yield return member;
        }
    }

    /// <summary>Unpacks a member.</summary>
    /// <param name="member">The member.</param>
    /// <param name="packed">A buffer for it as it is, which grows.</param>
    /// <param name="content">A buffer of at least its length.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Read(ZipMember member, ref byte[] packed, Span<byte> content)
    {
        Span<byte> local = stackalloc byte[LocalSize];
        Fill(local, member.Offset);
        var data = member.Offset + LocalSize + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (member.Packed > _length - data || member.Method is not (0 or 8) || (member.Method == 0 && member.Packed != member.Length))
        {
            throw new InvalidDataException($"'{member.Name}' is damaged, or packed in a way that this does not know.");
        }

        if (packed.Length < member.Packed)
        {
            packed = new byte[member.Packed];
        }

        Fill(packed.AsSpan(0, (int)member.Packed), data);
        if (member.Method == 0)
        {
            packed.AsSpan(0, (int)member.Length).CopyTo(content);
        }
        else
        {
            using var inflate = new DeflateStream(new MemoryStream(packed, 0, (int)member.Packed), CompressionMode.Decompress);
            inflate.ReadExactly(content[..(int)member.Length]);
        }

        // What is damaged may unpack to as many letters, and be JSON still.
        if ((member.Sum ?? LocalSum(local)) is { } sum && sum != Crc32.HashToUInt32(content[..(int)member.Length]))
        {
            throw new InvalidDataException($"'{member.Name}' is damaged: its check sum is another.");
        }
    }

    public void Dispose() => _file.Dispose();

    // Bit 3: the writer did not know it yet, and it stands behind the data.
    private static uint? LocalSum(ReadOnlySpan<byte> local) => (local[6] & 8) != 0 ? null : BinaryPrimitives.ReadUInt32LittleEndian(local[14..]);

    private static (ZipMember Member, int Size) Member(ReadOnlySpan<byte> record)
    {
        if (record.Length < MemberSize || BinaryPrimitives.ReadUInt32LittleEndian(record) != MemberMark)
        {
            throw new InvalidDataException("Its directory is damaged.");
        }

        int name = BinaryPrimitives.ReadUInt16LittleEndian(record[28..]), extra = BinaryPrimitives.ReadUInt16LittleEndian(record[30..]), comment = BinaryPrimitives.ReadUInt16LittleEndian(record[32..]);
        if (record.Length < MemberSize + name + extra + comment)
        {
            throw new InvalidDataException("Its directory is damaged.");
        }

        long packed = BinaryPrimitives.ReadUInt32LittleEndian(record[20..]), length = BinaryPrimitives.ReadUInt32LittleEndian(record[24..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(record[42..]);
        Large(record.Slice(MemberSize + name, extra), ref length, ref packed, ref offset);
        return (new ZipMember(System.Text.Encoding.UTF8.GetString(record.Slice(MemberSize, name)), BinaryPrimitives.ReadUInt16LittleEndian(record[10..]), packed, length, offset, BinaryPrimitives.ReadUInt32LittleEndian(record[16..])), MemberSize + name + extra + comment);
    }

    // Field 1 of a large archive holds, in this order, those of the three that did not fit.
    private static void Large(ReadOnlySpan<byte> extra, ref long length, ref long packed, ref long offset)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), size = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            var values = extra.Slice(4, size);
            if (id == 1)
            {
                Take(ref length, ref values);
                Take(ref packed, ref values);
                Take(ref offset, ref values);
            }

            extra = extra[(4 + size)..];
        }

        static void Take(ref long value, ref ReadOnlySpan<byte> values)
        {
            if (value == uint.MaxValue && values.Length >= 8)
            {
                value = BinaryPrimitives.ReadInt64LittleEndian(values);
                values = values[8..];
            }
        }
    }

    // The end record stands last, before a comment of at most 65,535 bytes.
    private (long Count, long Offset) End()
    {
        var tail = new byte[(int)Math.Min(_length, EndSize + ushort.MaxValue)];
        Fill(tail, _length - tail.Length);
        for (var at = tail.Length - EndSize; at >= 0; at--)
        {
            var end = tail.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) == EndMark)
            {
                var (count, offset) = ((long)BinaryPrimitives.ReadUInt16LittleEndian(end[10..]), (long)BinaryPrimitives.ReadUInt32LittleEndian(end[16..]));
                return count == ushort.MaxValue || offset == uint.MaxValue ? LargeEnd(_length - tail.Length + at) ?? (count, offset) : (count, offset);
            }
        }

        throw new InvalidDataException("It has no end: it is no zip archive, or was cut.");
    }

    private (long Count, long Offset)? LargeEnd(long end)
    {
        Span<byte> record = stackalloc byte[56];
        if (end < LocatorSize)
        {
            return null;
        }

        Fill(record[..LocatorSize], end - LocatorSize);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != LargeLocatorMark)
        {
            return null;
        }

        Fill(record, BinaryPrimitives.ReadInt64LittleEndian(record[8..]));
        return BinaryPrimitives.ReadUInt32LittleEndian(record) == LargeEndMark ? (BinaryPrimitives.ReadInt64LittleEndian(record[32..]), BinaryPrimitives.ReadInt64LittleEndian(record[48..]))
            : throw new InvalidDataException("Its end is damaged.");
    }

    private void Fill(Span<byte> buffer, long offset)
    {
        for (var filled = 0; filled < buffer.Length;)
        {
            var read = offset < 0 ? 0 : RandomAccess.Read(_file, buffer[filled..], offset + filled);
            filled += read > 0 ? read : throw new InvalidDataException("It ends too early: it was cut.");
        }
    }
}
