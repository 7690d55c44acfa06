using Microsoft.Win32.SafeHandles;

namespace McpOps.Files;

/// <summary>An open folder; entries are addressed by their names, as bytes, relative to it.</summary>
/// <remarks>Every member throws <see cref="FileException"/> when the system refuses.</remarks>
internal interface IFolder : IDisposable
{
    /// <summary>Its whole path, with slashes.</summary>
    byte[] Path { get; }

    /// <summary>The whole path of an entry, for messages.</summary>
    string Text(ReadOnlySpan<byte> name);

    /// <summary>Opens a folder within this one; a link is refused.</summary>
    IFolder OpenFolder(ReadOnlySpan<byte> name);

    /// <summary>Opens the folder that holds this one, by its handle.</summary>
    /// <param name="expected">What that folder was when it was opened before.</param>
    /// <exception cref="FileException">This one is elsewhere by now.</exception>
    IFolder OpenParent(FileStat expected);

    /// <summary>The names within, sorted by their bytes.</summary>
    NameList List();

    /// <summary>What the file system says of an entry; a link is not followed. Null when nothing is there.</summary>
    FileStat? Stat(ReadOnlySpan<byte> name);

    /// <summary>What the file system says of this folder.</summary>
    FileStat Stat();

    /// <summary>Opens an entry; a link is refused, and a pipe does not block.</summary>
    IFile OpenFile(ReadOnlySpan<byte> name, FileUse use = FileUse.Read);

    /// <summary>Opens a file for .NET's own streams; a link is refused.</summary>
    /// <param name="name">The file.</param>
    /// <param name="use">What for; a folder is refused.</param>
    SafeFileHandle OpenHandle(ReadOnlySpan<byte> name, FileUse use);

    /// <summary>Opens a file, made if need be, that only one process can hold so; it lets go of it however it ends.</summary>
    /// <param name="name">The file.</param>
    /// <param name="holder">What the file says of the one who holds it, where that can be read.</param>
    /// <returns>Null when another holds it.</returns>
    IFile? OpenLocked(ReadOnlySpan<byte> name, out string holder);

    /// <summary>Where a link points.</summary>
    byte[] ReadLink(ReadOnlySpan<byte> name);

    /// <summary>Makes a folder; something is there already: an error.</summary>
    void MakeFolder(ReadOnlySpan<byte> name, int mode);

    /// <summary>Makes a named pipe.</summary>
    void MakeFifo(ReadOnlySpan<byte> name, int mode);

    /// <summary>Makes a symbolic link.</summary>
    void MakeLink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target);

    /// <summary>Makes a second name of a file.</summary>
    void MakeHardLink(ReadOnlySpan<byte> name, IFolder otherFolder, ReadOnlySpan<byte> otherName);

    /// <summary>Removes an entry; a folder must be empty.</summary>
    void Remove(ReadOnlySpan<byte> name, bool folder = false);

    /// <summary>Gives an entry another name, here or in another folder of the same file system.</summary>
    void Rename(ReadOnlySpan<byte> name, IFolder newFolder, ReadOnlySpan<byte> newName, RenameRule rule);

    /// <summary>Gives an entry to a user and a group.</summary>
    void SetOwner(ReadOnlySpan<byte> name, uint user, uint group);

    /// <summary>Sets the time of an entry's last change, in nanoseconds since 1970; of a link its own.</summary>
    void SetModified(ReadOnlySpan<byte> name, Int128 nanoseconds);

    /// <summary>Whether this account may make entries here.</summary>
    bool MayWrite();

    /// <summary>Makes what was created, renamed or removed in this folder last through a power cut, where the system has a way to.</summary>
    void Sync();

    /// <summary>Writes everything of its file system that is still in memory to the disk, where the system has a way to.</summary>
    void SyncFileSystem();
}

/// <summary>What an entry is opened for.</summary>
internal enum FileUse
{
    /// <summary>To be read.</summary>
    Read,

    /// <summary>To be made and written; it is there already: an error. Its owner alone may read it.</summary>
    Create,

    /// <summary>To be read and written; it must be there.</summary>
    Change,

    /// <summary>As a folder, for its mode and attributes.</summary>
    Folder,
}

/// <summary>What a rename does when the new name is taken.</summary>
internal enum RenameRule
{
    /// <summary>Replaces the file there.</summary>
    Replace,

    /// <summary>Fails.</summary>
    NoReplace,

    /// <summary>The two change places in one step, where the system can.</summary>
    Exchange,
}
