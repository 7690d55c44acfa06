using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace McpOps.Platform;

/// <summary>Whom a line of an access control list is about.</summary>
internal enum AclKind
{
    /// <summary>A user by number.</summary>
    User,

    /// <summary>A group by number.</summary>
    Group,

    /// <summary>The group that owns the file.</summary>
    OwningGroup,
}

/// <summary>A line of an access control list.</summary>
/// <param name="Kind">Whom it is about.</param>
/// <param name="Id">The number of the user or group; 0 for the owning group.</param>
/// <param name="Rights">4 read, 2 write, 1 run, after the mask.</param>
internal sealed record AclEntry(AclKind Kind, uint Id, int Rights);

/// <summary>Access control lists of POSIX 1003.1e, as Linux keeps them in <c>system.posix_acl_access</c> (acl(5), linux/posix_acl_xattr.h).</summary>
internal static class PosixAcl
{
    private const string Attribute = "system.posix_acl_access";
    private const int MaxBytes = 16 << 10;
    private const ushort User = 2;
    private const ushort OwningGroup = 4;
    private const ushort Group = 8;
    private const ushort Mask = 16;

    /// <summary>The lines of a file that are about others than its owner; empty when it has no list, or the file system keeps none.</summary>
    public static unsafe IReadOnlyList<AclEntry> Of(string path)
    {
        var buffer = stackalloc byte[MaxBytes];
        var length = Native.lgetxattr(path, Attribute, buffer, MaxBytes);
        return length < 4 ? [] : Read(new ReadOnlySpan<byte>(buffer, (int)length));
    }

    /// <summary>Reads the form of the attribute: a version, then tag, rights and number of each line, the least byte first.</summary>
    internal static IReadOnlyList<AclEntry> Read(ReadOnlySpan<byte> list)
    {
        var (entries, mask) = (new List<AclEntry>(), 7);
        for (var at = 4; at + 8 <= list.Length; at += 8)
        {
            var (tag, rights, id) = (BinaryPrimitives.ReadUInt16LittleEndian(list[at..]), BinaryPrimitives.ReadUInt16LittleEndian(list[(at + 2)..]), BinaryPrimitives.ReadUInt32LittleEndian(list[(at + 4)..]));
            mask = tag is Mask ? rights : mask;
            if (tag is User or Group or OwningGroup)
            {
                entries.Add(new AclEntry(tag is User ? AclKind.User : tag is Group ? AclKind.Group : AclKind.OwningGroup, tag is OwningGroup ? 0 : id, rights));
            }
        }

        return [.. entries.Select(entry => entry with { Rights = entry.Rights & mask })];
    }

    private static unsafe class Native
    {
        [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        public static extern nint lgetxattr([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, byte* value, nuint size);
    }
}
