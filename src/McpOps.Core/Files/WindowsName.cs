namespace McpOps.Files;

/// <summary>Names that an archive of another system may hold and Windows cannot, or takes for something else.</summary>
/// <remarks>https://learn.microsoft.com/windows/win32/fileio/naming-a-file: <c>a:b</c> is a stream of <c>a</c>, <c>CON</c> a device, and a dot at the end is cut off.</remarks>
internal static class WindowsName
{
    private const string Forbidden = "<>:\"|?*\\";

    private static readonly string[] Devices =
    [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        .. Enumerable.Range(0, 10).SelectMany(number => new[] { $"COM{number}", $"LPT{number}" }), "COM¹", "COM²", "COM³", "LPT¹", "LPT²", "LPT³",
    ];

    /// <summary>Whether Windows can hold a file of this name.</summary>
    public static bool IsLegal(string name) =>
        name.Length > 0 && name[^1] is not ('.' or ' ') && !name.Any(character => character < ' ' || Forbidden.Contains(character, StringComparison.Ordinal))
        && !Devices.Contains(name.Split('.')[0].TrimEnd(' '), StringComparer.OrdinalIgnoreCase);
}
