using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Auditing.Host.Windows;

/// <summary>What an entry of an access control list lets somebody do with a file or folder.</summary>
/// <param name="Allows">False for an entry that denies.</param>
/// <param name="Rights">The access mask of a file (MS-DTYP 2.4.3).</param>
/// <param name="Trustee">Who: an alias of SDDL such as <c>BU</c>, or a SID.</param>
internal sealed record AccessEntry(bool Allows, uint Rights, string Trustee);

/// <summary>The security descriptor of a file on Windows, read from its text (SDDL, MS-DTYP 2.5.1). Pure.</summary>
/// <param name="Entries">The entries that hold for the file itself, in their order; null where it has no list, and so lets everybody do everything.</param>
internal sealed partial record SecurityDescriptor(IReadOnlyList<AccessEntry>? Entries)
{
    // Two letters a right, as they stand for the rights of files.
    private static readonly Dictionary<string, uint> Rights = new(StringComparer.Ordinal)
    {
        ["GA"] = 0x1F01FF, ["GR"] = 0x120089, ["GW"] = 0x120116, ["GX"] = 0x1200A0, ["FA"] = 0x1F01FF, ["FR"] = 0x120089, ["FW"] = 0x120116, ["FX"] = 0x1200A0,
        ["RC"] = 0x20000, ["SD"] = 0x10000, ["WD"] = 0x40000, ["WO"] = 0x80000, ["CC"] = 0x1, ["DC"] = 0x2, ["LC"] = 0x4, ["SW"] = 0x8, ["RP"] = 0x10, ["WP"] = 0x20, ["DT"] = 0x40, ["LO"] = 0x80, ["CR"] = 0x100,
    };

    /// <summary>Reads a text such as <c>O:BAD:PAI(A;OICI;FA;;;SY)(A;;0x1301bf;;;AU)</c>; null when it is none.</summary>
    public static SecurityDescriptor? Read(string text)
    {
        if (!Shape().IsMatch(text))
        {
            return null;
        }

        var list = List().Match(text);
        return !list.Success || list.Groups["flags"].Value.Contains("NO_ACCESS_CONTROL", StringComparison.Ordinal) ? new SecurityDescriptor((IReadOnlyList<AccessEntry>?)null)
            : new SecurityDescriptor([.. Entry().Matches(list.Groups["entries"].Value).Select(Of).OfType<AccessEntry>()]);
    }

    // What is only there to be inherited says nothing of the folder itself.
    private static AccessEntry? Of(Match entry)
    {
        var flags = entry.Groups["flags"].Value.Chunk(2).Select(pair => new string(pair));
        return flags.Contains("IO") || entry.Groups["kind"].Value is not ("A" or "D" or "XA" or "XD") ? null
            : new AccessEntry(entry.Groups["kind"].Value is "A" or "XA", Mask(entry.Groups["rights"].Value), entry.Groups["who"].Value);
    }

    private static uint Mask(string rights)
    {
        var given = rights.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && uint.TryParse(rights.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask) ? mask
            : rights.Chunk(2).Aggregate(0u, (sum, pair) => sum | Rights.GetValueOrDefault(new string(pair)));

        // Generic rights stand for those of files.
        return (given & 0x0FFFFFFF) | ((given & 0x10000000) != 0 ? Rights["GA"] : 0) | ((given & 0x80000000) != 0 ? Rights["GR"] : 0) | ((given & 0x40000000) != 0 ? Rights["GW"] : 0);
    }

    [GeneratedRegex(@"^(O:[A-Z0-9\-]+)?(G:[A-Z0-9\-]+)?(D:.*)?(S:.*)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();

    [GeneratedRegex(@"D:(?<flags>[A-Z_]*)(?<entries>(\([^()]*(\([^()]*\))?[^()]*\))*)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex List();

    [GeneratedRegex(@"\((?<kind>[A-Z]{1,2});(?<flags>[A-Z]*);(?<rights>[A-Za-z0-9]*);[^;()]*;[^;()]*;(?<who>[A-Z0-9\-]+)(;\([^()]*\))?\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Entry();
}
