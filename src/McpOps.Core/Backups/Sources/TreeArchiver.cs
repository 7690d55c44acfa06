using System.Security.Cryptography;
using McpOps.Backups.Archive;
using McpOps.Backups.Manifests;
using McpOps.Files;

namespace McpOps.Backups.Sources;

/// <summary>Writes what a walk finds into an archive, and a line of each into the index.</summary>
/// <param name="output">The compressor.</param>
/// <param name="index">The list of entries.</param>
/// <param name="accounts">The names of owners.</param>
/// <param name="databases">Whole paths that are saved as databases instead.</param>
/// <param name="progress">Told of the bytes and files read.</param>
internal sealed class TreeArchiver(ParallelGzipWriter output, FileIndexWriter index, Accounts accounts, IReadOnlySet<string> databases, BackupProgress progress) : ITreeVisitor
{
    // A file up to this size is held in memory, so one that changes under the reader can be read again before it is archived.
    private const int HeldLength = 1 << 20;
    private const int Attempts = 3;

    private readonly EntryDescription _describe = new(accounts);
    private readonly TarWriter _tar = new(output);
    private readonly Dictionary<(ulong Device, ulong Inode), byte[]> _linked = [];
    private readonly List<BackupSkip> _skipped = [];
    private readonly byte[] _held = new byte[HeldLength + 1];

    public long Files { get; private set; }

    public long Folders { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>What was left out and why, and what may be inconsistent.</summary>
    public IReadOnlyList<BackupSkip> Skipped => _skipped;

    public void Visit(IFolder folder, ReadOnlySpan<byte> name, byte[] path, FileStat stat)
    {
        try
        {
            Archive(folder, name, path, stat);
        }
        catch (FileException exception)
        {
            Skip(path, SkipReason.For(exception.Number), exception.Message);
        }
    }

    public void Skip(byte[] path, string reason, string message) => _skipped.Add(new BackupSkip(NativePath.Text(path), reason, message));

    /// <summary>Ends the archive.</summary>
    public void End() => _tar.End();

    private void Archive(IFolder folder, ReadOnlySpan<byte> name, byte[] path, FileStat stat)
    {
        switch (stat.Kind)
        {
            case FileKind.Regular:
                if (databases.Count > 0 && databases.Contains(NativePath.Text(path)))
                {
                    Skip(path, SkipReason.Database, "It is saved as a database.");
                    return;
                }

                ArchiveFile(folder, name, path, stat);
                break;
            case FileKind.Folder:
                Folders++;
                Plain(_describe.Of(path, stat, TarKind.Folder) with { Attributes = FolderAttributes(folder, name) });
                break;
            case FileKind.Link:
                Plain(_describe.Of(path, stat, TarKind.Link) with { Target = folder.ReadLink(name) });
                break;
            case FileKind.Fifo:
                Plain(_describe.Of(path, stat, TarKind.Fifo));
                break;
            case FileKind.Socket:
                Skip(path, SkipReason.Socket, "It is a socket: the program that listens makes it anew.");
                break;
            default:
                Skip(path, SkipReason.Device, "It is a device, which no backup restores.");
                break;
        }
    }

    private void Plain(TarEntry entry)
    {
        _tar.WriteHeader(entry);
        index.Write(new IndexEntry { Entry = entry });
    }

    private void ArchiveFile(IFolder folder, ReadOnlySpan<byte> name, byte[] path, FileStat stat)
    {
        if (stat.Links > 1 && _linked.TryGetValue((stat.Device, stat.Inode), out var first))
        {
            Files++;
            Plain(_describe.Of(path, stat, TarKind.HardLink) with { Target = first });
            return;
        }

        using var file = folder.OpenFile(name);
        stat = file.Stat();
        if (stat.Kind is not FileKind.Regular)
        {
            Skip(path, SkipReason.Vanished, "It became something else while the backup was made.");
            return;
        }

        var entry = _describe.Of(path, stat, TarKind.File) with { Attributes = file.Attributes() };
        if (stat.HasHoles)
        {
            Stream(folder, name, entry with { Extents = LargeFile.Extents(file, stat.Size) }, file, stat);
        }
        else if (stat.Size <= HeldLength)
        {
            Hold(folder, name, entry, file, stat);
        }
        else
        {
            Stream(folder, name, entry, file, stat);
        }

        Files++;
        if (stat.Links > 1)
        {
            _linked[(stat.Device, stat.Inode)] = entry.Path;
        }
    }

    /// <summary>A small file: read whole, and again while it changes, before anything is written.</summary>
    private void Hold(IFolder folder, ReadOnlySpan<byte> name, TarEntry entry, IFile file, FileStat stat)
    {
        var (length, changed) = Fill(file, stat);
        for (var attempt = 2; changed && attempt <= Attempts; attempt++)
        {
            using var again = folder.OpenFile(name);
            stat = again.Stat();
            (length, changed) = Fill(again, stat);
        }

        if (length > HeldLength)
        {
            // It grew beyond what is held: as a large file it is read while it is written.
            using var large = folder.OpenFile(name);
            stat = large.Stat();
            Stream(folder, name, _describe.Of(entry, stat), large, stat);
            return;
        }

        entry = _describe.Of(entry, stat) with { Size = length };
        var data = _held.AsSpan(0, length);
        _tar.WriteHeader(entry);
        output.Write(data);
        _tar.Pad(length);
        progress.Add(length);
        Finish(entry, Hex.Of(SHA256.HashData(data)), changed);
    }

    private (int Length, bool Changed) Fill(IFile file, FileStat stat)
    {
        var length = file.Read(_held);
        return (length, length != stat.Size || !file.Stat().SameContentAs(stat));
    }

    /// <summary>A large file, or one with holes: written as it is read.</summary>
    private void Stream(IFolder folder, ReadOnlySpan<byte> name, TarEntry entry, IFile file, FileStat stat)
    {
        // Nothing below may throw for what the file does: its header says how much follows, and so much must follow.
        _tar.WriteHeader(entry);
        var (hash, whole) = Copy(file, entry);
        if (whole && file.Stat().SameContentAs(stat))
        {
            Finish(entry, hash, changed: false);
            return;
        }

        // A log that grew still has the same beginning: what was archived is the file as it was when it was opened.
        using var again = Reopen(folder, name);
        if (again is null || (whole && LargeFile.StartsTheSame(again, entry, hash, progress.Cancellation)))
        {
            Finish(entry, hash, changed: !whole);
            return;
        }

        // Anything else is archived a second time: of two entries of a name, tar keeps the later.
        using var second = Reopen(folder, name);
        if (second is null)
        {
            Finish(entry, hash, changed: true);
            return;
        }

        index.Write(new IndexEntry { Entry = entry, Sha256 = hash, Superseded = true });
        stat = second.Stat();
        var later = _describe.Of(entry, stat) with { Extents = stat.HasHoles ? LargeFile.Extents(second, stat.Size) : null };
        _tar.WriteHeader(later);
        (hash, whole) = Copy(second, later);
        Finish(later, hash, changed: !whole || !second.Stat().SameContentAs(stat));
    }

    private (string Hash, bool Whole) Copy(IFile file, TarEntry entry)
    {
        var copied = LargeFile.Copy(file, entry, output, progress);
        _tar.Pad(entry.StoredSize);
        return copied;
    }

    private static IFile? Reopen(IFolder folder, ReadOnlySpan<byte> name)
    {
        try
        {
            return folder.OpenFile(name);
        }
        catch (FileException)
        {
            // It is gone: what was read of it is all there will be.
            return null;
        }
    }

    private void Finish(TarEntry entry, string hash, bool changed)
    {
        index.Write(new IndexEntry { Entry = entry, Sha256 = hash, Changed = changed });
        progress.FileDone();
        Bytes += entry.Size;
        if (changed)
        {
            Skip([(byte)'/', .. entry.Path], SkipReason.Changed, "It changed, or could not be read, each time: what was saved may hold old and new side by side. Stop the service for the copy.");
        }
    }

    private static IReadOnlyList<KeyValuePair<string, byte[]>> FolderAttributes(IFolder folder, ReadOnlySpan<byte> name)
    {
        using var file = folder.OpenFile(name, FileUse.Folder);
        return file.Attributes();
    }
}
