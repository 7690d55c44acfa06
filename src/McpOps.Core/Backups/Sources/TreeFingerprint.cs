using System.Buffers.Binary;
using System.Security.Cryptography;
using McpOps.Files;

namespace McpOps.Backups.Sources;

/// <summary>One hash over what the file system says of every entry: equal means that nothing was changed.</summary>
/// <remarks>
/// The time of the last change (ctime) and the inode are part of it: no program can set the first back, and a file
/// that was replaced has another of the second. So content need not be read to know that it is the same.
/// </remarks>
/// <param name="databases">Whole paths that are saved as databases: they do not count.</param>
internal sealed class TreeFingerprint(IReadOnlySet<string> databases) : ITreeVisitor, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _secrets = [];
    private readonly byte[] _fields = new byte[72];

    public long Files { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>The newest change of any entry, in nanoseconds since 1970.</summary>
    public Int128 NewestChange { get; private set; }

    /// <summary>The first few files that hold secrets.</summary>
    public IReadOnlyList<string> Secrets => _secrets;

    /// <summary>False when something could not be looked at: the hash then says nothing.</summary>
    public bool Complete { get; private set; } = true;

    public void Visit(IFolder folder, ReadOnlySpan<byte> name, byte[] path, FileStat stat)
    {
        if (databases.Count > 0 && databases.Contains(NativePath.Text(path)))
        {
            return;
        }

        var fields = _fields.AsSpan();
        BinaryPrimitives.WriteInt64LittleEndian(fields, path.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[8..], stat.Mode);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[12..], stat.User);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[16..], stat.Group);
        BinaryPrimitives.WriteInt64LittleEndian(fields[20..], stat.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[28..], stat.Inode);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[36..], stat.Device);
        BinaryPrimitives.WriteInt128LittleEndian(fields[44..], stat.Modified);
        BinaryPrimitives.WriteInt64LittleEndian(fields[60..], (long)stat.Changed);
        _hash.AppendData(_fields);
        _hash.AppendData(path);
        if (stat.Changed > NewestChange)
        {
            NewestChange = stat.Changed;
        }

        if (stat.Kind is not FileKind.Regular)
        {
            return;
        }

        Files++;
        Bytes += stat.Size;
        if (_secrets.Count < 5 && SecretFiles.IsSecret(folder, name, stat))
        {
            _secrets.Add(folder.Text(name));
        }
    }

    public void Skip(byte[] path, string reason, string message) => Complete &= !SkipReason.IsLoss(reason);

    public void Add(string text) => _hash.AppendData(System.Text.Encoding.UTF8.GetBytes(text + "\0"));

    public string Hash() => Hex.Of(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
