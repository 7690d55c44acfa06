using System.Text;
using McpOps.Backups.Archive;
using McpOps.Files;

namespace McpOps.Backups.Restores;

/// <summary>Writes entries into a folder, and never anywhere else: each step of a path is opened by itself, and no link is followed.</summary>
/// <param name="root">Where the entries go.</param>
/// <param name="accounts">The owners that this machine knows.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class TreeExtractor(IFolder root, Accounts accounts, CancellationToken cancellationToken) : IDisposable
{
    private readonly List<(byte[] Path, TarEntry Entry)> _folders = [];

    // Made last: while anything is written there is no link that it could go through.
    private readonly Dictionary<string, (byte[] Path, TarEntry Entry, byte[]? Linked)> _links = new(StringComparer.Ordinal);
    private readonly ContentHash _hash = new(cancellationToken);
    private IFolder? _parent;
    private byte[] _parentPath = [];

    /// <summary>Attributes that the file system did not take, by name.</summary>
    public HashSet<string> LostAttributes { get; } = new(StringComparer.Ordinal);

    /// <summary>Named pipes that this system cannot make.</summary>
    public List<string> LostPipes { get; } = [];

    /// <summary>Writes one entry.</summary>
    /// <param name="tar">Where a file's content is read.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="path">Its path below the root.</param>
    /// <param name="linked">For a hard link: the path below the root of the file that it names.</param>
    /// <param name="sha256">What a file's content must hash to; null where that is not known.</param>
    public void Extract(TarReader tar, TarEntry entry, byte[] path, byte[]? linked, string? sha256)
    {
        var parent = Parent(path);
        var name = Name(path);
        if (entry.Kind is TarKind.Folder)
        {
            Folder(parent, name);
            _folders.Add((path, entry));
            return;
        }

        // A later entry of the same name replaces the earlier.
        var key = Convert.ToHexString(path);
        _ = _links.Remove(key);
        if (parent.Stat(name) is { } present)
        {
            parent.Remove(name, present.Kind is FileKind.Folder);
        }

        switch (entry.Kind)
        {
            case TarKind.File:
                WriteFile(tar, entry, parent, name, sha256);
                break;
            case TarKind.Link:
                _links.Add(key, (path, entry, null));
                break;
            case TarKind.HardLink when _links.ContainsKey(Convert.ToHexString(linked!)):
                _links.Add(key, (path, entry, linked));
                break;
            case TarKind.HardLink:
                Link(parent, name, linked!);
                break;
            case TarKind.Fifo:
                Fifo(parent, name, entry);
                break;
        }
    }

    /// <summary>Makes the links, and gives the folders their modes and times, which filling them would have spoiled.</summary>
    public void Finish()
    {
        foreach (var (path, entry, linked) in _links.Values.OrderBy(link => link.Linked is not null))
        {
            MakeLink(path, entry, linked);
        }

        for (var index = _folders.Count - 1; index >= 0; index--)
        {
            var (path, entry) = _folders[index];
            var parent = Parent(path);
            var name = Name(path);
            Own(parent, name, entry);
            using (var folder = parent.OpenFile(name, FileUse.Folder))
            {
                Decorate(folder, entry);
            }

            parent.SetModified(name, entry.Modified);
        }
    }

    public void Dispose()
    {
        _parent?.Dispose();
        _hash.Dispose();
    }

    private void MakeLink(byte[] path, TarEntry entry, byte[]? linked)
    {
        var parent = Parent(path);
        var name = Name(path);
        if (parent.Stat(name) is not null)
        {
            throw new InvalidDataException($"'{parent.Text(name)}' is a link in the archive and a folder too.");
        }

        if (linked is not null)
        {
            Link(parent, name, linked);
            return;
        }

        parent.MakeLink(name, entry.Target);
        Own(parent, name, entry);
        parent.SetModified(name, entry.Modified);
    }

    private void WriteFile(TarReader tar, TarEntry entry, IFolder parent, ReadOnlySpan<byte> name, string? sha256)
    {
        using (var file = parent.OpenFile(name, FileUse.Create))
        {
            long position = 0;
            EntryContent.Copy(tar, entry, (offset, data) =>
            {
                if (offset != position)
                {
                    _ = file.MoveTo(offset);
                }

                _hash.SkipTo(offset);
                _hash.Append(data);
                file.Write(data);
                position = offset + data.Length;
            });
            if (position < entry.Size)
            {
                file.SetLength(entry.Size);
            }

            if (_hash.Finish(entry.Size) is var hash && sha256 is not null && hash != sha256)
            {
                throw new InvalidDataException($"The content of '{Encoding.UTF8.GetString(entry.Path)}' is not what was saved.");
            }

            Own(parent, name, entry);
            Decorate(file, entry);
        }

        parent.SetModified(name, entry.Modified);
    }

    private void Decorate(IFile file, TarEntry entry)
    {
        file.SetMode(entry.Mode);
        foreach (var (key, value) in entry.Attributes)
        {
            try
            {
                file.SetAttribute(key, value);
            }
            catch (FileException)
            {
                LostAttributes.Add(key);
            }
        }
    }

    // Only root may give files away; for anybody else what he restores is his own, as with tar.
    private void Own(IFolder parent, ReadOnlySpan<byte> name, TarEntry entry)
    {
        if (FileSystem.MayGiveAway)
        {
            parent.SetOwner(name, accounts.UserId(entry.UserName, entry.User), accounts.GroupId(entry.GroupName, entry.Group));
        }
    }

    private void Fifo(IFolder parent, ReadOnlySpan<byte> name, TarEntry entry)
    {
        try
        {
            parent.MakeFifo(name, entry.Mode & 0x1FF);
        }
        catch (FileException exception) when (exception.Number is Errno.NotSupported)
        {
            // It holds no data, and a system without pipes has no program that waits for one.
            LostPipes.Add(Encoding.UTF8.GetString(entry.Path));
            return;
        }

        Own(parent, name, entry);
        parent.SetModified(name, entry.Modified);
    }

    private void Link(IFolder parent, ReadOnlySpan<byte> name, byte[] linked)
    {
        using var other = Open(linked.AsSpan(0, Math.Max(linked.AsSpan().LastIndexOf((byte)'/'), 0)).ToArray());
        parent.MakeHardLink(name, other, Name(linked));
    }

    private IFolder Parent(byte[] path)
    {
        var slash = path.AsSpan().LastIndexOf((byte)'/');
        var parentPath = slash < 0 ? [] : path.AsSpan(0, slash);
        if (_parent is null || !parentPath.SequenceEqual(_parentPath))
        {
            _parent?.Dispose();
            _parent = null;
            _parent = Open(parentPath.ToArray());
            _parentPath = parentPath.ToArray();
        }

        return _parent;
    }

    private IFolder Open(byte[] path)
    {
        try
        {
            return FolderPath.Make(root, path);
        }
        catch (FileException exception) when (exception.Number is Errno.NotFolder or Errno.LinkLoop)
        {
            throw new InvalidDataException($"'{exception.Path}' is a file in the archive and a folder too.", exception);
        }
    }

    private static void Folder(IFolder parent, ReadOnlySpan<byte> name)
    {
        switch (parent.Stat(name))
        {
            case null:
                parent.MakeFolder(name, 0x1ED);
                break;
            case { Kind: FileKind.Folder }:
                break;
            default:
                throw new InvalidDataException($"'{parent.Text(name)}' is a file in the archive and a folder too.");
        }
    }

    private static ReadOnlySpan<byte> Name(byte[] path) => path.AsSpan(path.AsSpan().LastIndexOf((byte)'/') + 1);
}
