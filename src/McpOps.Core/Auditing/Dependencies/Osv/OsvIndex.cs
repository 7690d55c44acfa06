using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using McpOps.Files;

namespace McpOps.Auditing.Dependencies.Osv;

/// <summary>
/// Where in an archive of advisories stands what names a package: a sorted list of hashes of names, so that of 200,000 advisories only those are unpacked that may
/// be meant. It is made while an archive is read for the first time, and holds for that archive alone: its size, its time and its end.
/// </summary>
/// <remarks>It lies in the user's own folder of state and not beside the archive, where others may be able to leave one that hides something.</remarks>
internal sealed class OsvIndex
{
    private const int HeadSize = 8 + 32 + 4 + 4;
    private const int EntrySize = 8 + 8 + 4 + 4;
    private const uint Stored = 1u << 31;

    // 64 MiB: ten times what npm's archive comes to.
    private const int MostEntries = ((64 << 20) - (64 << 10)) / EntrySize;
    private const int TailSize = 64 << 10;

    private readonly byte[] _bytes;
    private readonly int _first;

    private OsvIndex(byte[] bytes, IReadOnlyList<string> ecosystems, int first)
    {
        _bytes = bytes;
        _first = first;
        Ecosystems = ecosystems;
    }

    private static ReadOnlySpan<byte> Mark => "McpOsv1\n"u8;

    /// <summary>The ecosystems that the archive has advisories of.</summary>
    public IReadOnlyList<string> Ecosystems { get; }

    private int Count => (_bytes.Length - _first) / EntrySize;

    /// <summary>What tells an archive from every other, and from itself after a change.</summary>
    /// <param name="archive">The archive.</param>
    public static byte[] KeyOf(string archive)
    {
        using var file = RegularFile.OpenHandle(archive);
        var length = RandomAccess.GetLength(file);
        var tail = new byte[(int)Math.Min(length, TailSize)];
        var read = RandomAccess.Read(file, tail, length - tail.Length);
        return SHA256.HashData([.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length} {File.GetLastWriteTimeUtc(archive).Ticks}\n")), .. tail.AsSpan(0, read)]);
    }

    /// <summary>Reads the index of an archive; null when there is none that is whole and of this archive.</summary>
    /// <param name="folder">Where indexes lie.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="key">What <see cref="KeyOf"/> says of it.</param>
    public static OsvIndex? Read(string folder, string archive, byte[] key)
    {
        try
        {
            var bytes = RegularFile.ReadAllBytes(Path.Combine(folder, NameOf(archive)));
            if (bytes.Length < HeadSize || !bytes.AsSpan(0, 8).SequenceEqual(Mark) || !bytes.AsSpan(8, 32).SequenceEqual(key))
            {
                return null;
            }

            var (words, count) = (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(40)), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(44)));
            return words < 0 || count < 0 || HeadSize + words + ((long)count * EntrySize) != bytes.Length ? null
                : new OsvIndex(bytes, Encoding.UTF8.GetString(bytes, HeadSize, words).Split('\n', StringSplitOptions.RemoveEmptyEntries), HeadSize + words);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The members that name one of the packages, or whose names have the same hash, in the order of the archive.</summary>
    /// <param name="names">Names of packages.</param>
    public IReadOnlyList<ZipMember> Find(IEnumerable<string> names)
    {
        var found = new SortedDictionary<long, ZipMember>();
        foreach (var hash in names.Select(HashOf).Distinct())
        {
            for (var at = FirstOf(hash); at < Count && HashAt(at) == hash; at++)
            {
                var entry = _bytes.AsSpan(_first + (at * EntrySize), EntrySize);
                var (offset, packed, length) = (BinaryPrimitives.ReadInt64LittleEndian(entry[8..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]));
                found[offset] = new ZipMember(string.Create(CultureInfo.InvariantCulture, $"the member at {offset}"), (packed & Stored) != 0 ? 0 : 8, packed & ~Stored, length, offset);
            }
        }

        return [.. found.Values];
    }

    private ulong HashAt(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(_first + (at * EntrySize)));

    private int FirstOf(ulong hash)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = HashAt(middle) < hash ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static string NameOf(string archive) => $"{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(archive))))[..32].ToLowerInvariant()}.osv-index";

    // Names as the ecosystem that folds most compares them: what one of them takes for the same must be found.
    private static ulong HashOf(string name) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(Dependencies.Ecosystems.Fold(Dependencies.Ecosystems.PyPI, name))));

    /// <summary>Takes the names of an archive while it is read.</summary>
    internal sealed class Builder
    {
        private readonly List<(ulong Hash, long Offset, uint Packed, uint Length)> _entries = [];
        private readonly HashSet<string> _ecosystems = new(StringComparer.Ordinal);

        /// <summary>Takes the name of a package that a member speaks of.</summary>
        public void Add(string name, ZipMember member)
        {
            var entry = (HashOf(name), member.Offset, (uint)member.Packed | (member.Method == 0 ? Stored : 0), (uint)member.Length);
            if (_entries.Count <= MostEntries && (_entries.Count == 0 || _entries[^1] != entry))
            {
                _entries.Add(entry);
            }
        }

        /// <summary>Takes an ecosystem that the archive has advisories of.</summary>
        public void Add(string ecosystem) => _ecosystems.Add(ecosystem);

        /// <summary>Writes it. It saves time and no more: where it cannot be written the archive is read whole again.</summary>
        public void Save(string folder, string archive, byte[] key)
        {
            if (_entries.Count > MostEntries)
            {
                return;
            }

            _entries.Sort();
            var words = Encoding.UTF8.GetBytes(string.Join('\n', _ecosystems));
            var bytes = new byte[HeadSize + words.Length + (_entries.Count * EntrySize)];
            Mark.CopyTo(bytes);
            key.CopyTo(bytes, 8);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), words.Length);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(44), _entries.Count);
            words.CopyTo(bytes, HeadSize);
            var at = HeadSize + words.Length;
            foreach (var (hash, offset, packed, length) in _entries)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), hash);
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at + 8), offset);
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 16), packed);
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 20), length);
                at += EntrySize;
            }

            try
            {
                OwnerOnly.CreateFolder(folder);
                OwnerOnly.Replace(folder, NameOf(archive), bytes);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or McpOpsException)
            {
                // A full disk, a folder that this account may not write.
            }
        }
    }
}
