using System.Globalization;
using McpOps.Auditing.Host.Windows;

namespace McpOps.Auditing.Rules.Permissions;

/// <summary>Who else may read or change a file on Windows: everybody, all users, whoever has logged in. Pure.</summary>
internal static class WindowsAccess
{
    // FILE_READ_DATA.
    private const uint Reads = 0x1;

    // FILE_WRITE_DATA or FILE_ADD_FILE, FILE_APPEND_DATA, DELETE, WRITE_DAC, WRITE_OWNER.
    private const uint Writes = 0x2 | 0x4 | Seizes;

    // A folder into which somebody may put a file that a program beside it loads; who may make folders there may do less.
    private const uint WritesFolder = 0x2 | 0x40 | Seizes;

    // Above that it matters who may remove, rename or take over what lies in it: everybody may make folders in C:\ and that is how Windows is.
    private const uint WritesParent = 0x40 | Seizes;

    private const uint Seizes = 0x10000 | 0x40000 | 0x80000;

    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["WD"] = "Everyone", ["S-1-1-0"] = "Everyone", ["BU"] = "Users", ["S-1-5-32-545"] = "Users", ["AU"] = "Authenticated Users", ["S-1-5-11"] = "Authenticated Users",
        ["IU"] = "Interactive", ["S-1-5-4"] = "Interactive", ["NU"] = "Network", ["S-1-5-2"] = "Network", ["AN"] = "Anonymous", ["S-1-5-7"] = "Anonymous", ["BG"] = "Guests", ["S-1-5-32-546"] = "Guests",
    };

    /// <summary>Who may read a file that holds secrets; null when nobody else may.</summary>
    public static string? Readable(SecurityDescriptor descriptor) => Who(descriptor, Reads) is { } who ? $"{who} may read it" : null;

    /// <summary>Who may change what a server runs; null when nobody else may.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    /// <param name="isParent">Whether it stands above what is run, rather than being it or holding it.</param>
    public static string? Writable(SecurityDescriptor descriptor, bool isFolder, bool isParent) =>
        Who(descriptor, isParent ? WritesParent : isFolder ? WritesFolder : Writes) is { } who ? $"{who} may change it" : null;

    // The first entry that speaks of a right counts, as the system reads them.
    private static string? Who(SecurityDescriptor descriptor, uint rights)
    {
        if (descriptor.Entries is not { } entries)
        {
            return "Everyone (it has no access control list)";
        }

        var denied = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => Others.ContainsKey(entry.Trustee)))
        {
            var who = Others[entry.Trustee];
            if (!entry.Allows)
            {
                denied[who] = denied.GetValueOrDefault(who) | entry.Rights;
            }
            else if ((entry.Rights & rights & ~(denied.GetValueOrDefault(who) | denied.GetValueOrDefault("Everyone"))) is not 0 and var given)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{who} (rights 0x{given:X})");
            }
        }

        return null;
    }
}
