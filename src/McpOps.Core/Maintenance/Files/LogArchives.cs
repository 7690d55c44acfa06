using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using McpOps.Files;

namespace McpOps.Maintenance.Files;

/// <summary>The archives of one log: <c>name.1</c>, <c>name.2.gz</c> … in the folder of the log, by its handle.</summary>
internal sealed class LogArchives(IFolder folder, string log)
{
    private const string Packed = ".gz";
    private const string Unfinished = ".mcpops-new";

    /// <summary>The name of the newest archive.</summary>
    public byte[] First => Name(1, packed: false);

    /// <summary>Moves each archive one number on, so that the first is free; those beyond the limit go.</summary>
    /// <param name="keep">How many are kept, the new one among them.</param>
    /// <returns>Bytes that came free.</returns>
    public long Shift(int keep)
    {
        // A rotation that was killed has left a gap: only what stands before it is still to be moved.
        var freed = 0L;
        var all = Numbers();
        var gap = 1;
        while (all.Contains(gap))
        {
            gap++;
        }

        foreach (var number in all.Where(number => number < gap || number > keep).OrderDescending())
        {
            foreach (var packed in new[] { false, true })
            {
                if (folder.Stat(Name(number, packed)) is not { Kind: FileKind.Regular } stat)
                {
                    continue;
                }

                if (number >= keep)
                {
                    freed += stat.Links == 1 ? stat.Blocks * 512 : 0;
                    folder.Remove(Name(number, packed));
                }
                else
                {
                    folder.Rename(Name(number, packed), folder, Name(number + 1, packed), RenameRule.NoReplace);
                }
            }
        }

        return freed;
    }

    /// <summary>Removes archives that were last changed before a moment.</summary>
    public long RemoveBefore(Int128 moment)
    {
        var freed = 0L;
        foreach (var name in Numbers().SelectMany(number => new[] { Name(number, packed: false), Name(number, packed: true) }))
        {
            if (folder.Stat(name) is { Kind: FileKind.Regular } stat && stat.Modified < moment)
            {
                folder.Remove(name);
                freed += stat.Blocks * 512;
            }
        }

        return freed;
    }

    /// <summary>Compresses the archives that are not yet, the oldest first; one that somebody still writes to is left for the next time.</summary>
    /// <param name="isHeld">Whether somebody has a file open.</param>
    /// <param name="hasRoom">Whether so many bytes may be written.</param>
    /// <param name="cancellationToken">Ends it; what was begun is taken back.</param>
    /// <returns>Bytes that came free, and what is still to be done.</returns>
    public (long Freed, string? Undone) Compress(Func<FileStat, bool> isHeld, Func<long, bool> hasRoom, CancellationToken cancellationToken)
    {
        var (freed, undone) = (0L, (string?)null);
        foreach (var number in Numbers().OrderDescending())
        {
            var name = Name(number, packed: false);
            if (folder.Stat(name) is not { Kind: FileKind.Regular } stat)
            {
                continue;
            }

            if (isHeld(stat))
            {
                undone = $"'{Encoding.UTF8.GetString(name)}' is still open and is compressed by the next run";
            }
            else if (!hasRoom(stat.Size))
            {
                undone = $"there is no room to compress '{Encoding.UTF8.GetString(name)}'";
            }
            else
            {
                freed += Compress(number, stat, cancellationToken);
            }
        }

        return (freed, undone);
    }

    // To another name, read back, on the disk, and only then in the place of the plain one: a cut leaves both, or the finished one.
    private long Compress(int number, FileStat stat, CancellationToken cancellationToken)
    {
        var (plain, packed, made) = (Name(number, packed: false), Name(number, packed: true), Encoding.UTF8.GetBytes($"{log}.{number}{Unfinished}"));
        if (folder.Stat(made) is not null)
        {
            folder.Remove(made);
        }

        try
        {
            using (var target = folder.OpenFile(made, FileUse.Create))
            {
                byte[] written;
                using (var source = folder.OpenFile(plain))
                using (var zip = new GZipStream(new FileHandleStream(target, writes: true), CompressionLevel.Optimal, leaveOpen: true))
                {
                    written = Copy(new FileHandleStream(source, writes: false), zip, cancellationToken);
                }

                target.MoveTo(0);
                using var back = new GZipStream(new FileHandleStream(target, writes: false), CompressionMode.Decompress);
                if (!Copy(back, Stream.Null, cancellationToken).AsSpan().SequenceEqual(written))
                {
                    throw new McpOpsException("ReadBackFailed", McpErrorCategory.ReadError, $"'{folder.Text(made)}' reads back other than it was written. The archive '{folder.Text(plain)}' is as it was. Look at the disk.", folder.Text(plain));
                }

                if (FileSystem.MayGiveAway)
                {
                    folder.SetOwner(made, stat.User, stat.Group);
                }

                target.SetMode(stat.Permissions);
            }

            folder.SetModified(made, stat.Modified);
            folder.SyncFileSystem();
            var size = folder.Stat(made)!.Value;
            folder.Rename(made, folder, packed, RenameRule.Replace);
            folder.Remove(plain);
            return (stat.Blocks - size.Blocks) * 512;
        }
        catch
        {
            if (folder.Stat(made) is not null)
            {
                folder.Remove(made);
            }

            throw;
        }
    }

    private static byte[] Copy(Stream from, Stream to, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        for (int count; (count = from.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
            to.Write(buffer, 0, count);
        }

        return hash.GetHashAndReset();
    }

    private byte[] Name(int number, bool packed) => Encoding.UTF8.GetBytes($"{log}.{number}{(packed ? Packed : "")}");

    private IReadOnlySet<int> Numbers()
    {
        var numbers = new HashSet<int>();
        var names = folder.List();
        for (var index = 0; index < names.Count; index++)
        {
            var name = Encoding.UTF8.GetString(names[index]);
            var rest = name.StartsWith(log + ".", StringComparison.Ordinal) ? name[(log.Length + 1)..] : "";
            rest = rest.EndsWith(Packed, StringComparison.Ordinal) ? rest[..^Packed.Length] : rest;
            if (int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }
}
