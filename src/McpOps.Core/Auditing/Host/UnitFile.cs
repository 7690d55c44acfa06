namespace McpOps.Auditing.Host;

/// <summary>What the unit of a systemd service says of the account that it runs as.</summary>
/// <param name="Path">The file.</param>
/// <param name="User">The account; null when the unit names none, and root runs it.</param>
/// <param name="IsDynamic">True when systemd makes an account up for each start.</param>
internal sealed record UnitFile(string Path, string? User, bool IsDynamic)
{
    private static readonly string[] Folders = ["/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system"];

    /// <summary>True when root runs it.</summary>
    public bool IsRoot => !IsDynamic && User is null or "root" or "0";

    /// <summary>Where the unit of a service lies; null when there is none.</summary>
    /// <param name="name">The service, with or without <c>.service</c>.</param>
    /// <param name="host">Turns a path of the host into one of this machine.</param>
    public static string? PathOf(string name, Func<string, string> host) =>
        Folders.SelectMany(folder => new[] { System.IO.Path.Combine(folder, name), System.IO.Path.Combine(folder, name + ".service") }).Select(host).FirstOrDefault(File.Exists);

    /// <summary>Reads it, and its drop-ins; null when there is none, or it may not be read.</summary>
    /// <param name="name">The service.</param>
    /// <param name="host">Turns a path of the host into one of this machine.</param>
    public static UnitFile? Of(string name, Func<string, string> host)
    {
        if (PathOf(name, host) is not { } path)
        {
            return null;
        }

        try
        {
            // Of a word that is given several times the last counts; drop-ins come after the unit.
            var unit = System.IO.Path.GetFileName(path);
            var more = Folders.Select(folder => host(System.IO.Path.Combine(folder, unit + ".d"))).Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.conf")).OrderBy(System.IO.Path.GetFileName, StringComparer.Ordinal);
            var lines = more.Prepend(path).SelectMany(File.ReadLines).Select(line => line.Trim()).ToList();
            return new UnitFile(path, Last(lines, "User=") is { Length: > 0 } user ? user : null, Last(lines, "DynamicUser=") is "yes" or "true" or "1" or "on");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Last(List<string> lines, string word) => lines.FindLast(line => line.StartsWith(word, StringComparison.Ordinal))?[word.Length..].Trim();
}
