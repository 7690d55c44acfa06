using System.Globalization;
using System.Text;

namespace McpOps.Backups.Stores;

/// <summary>The names of backups and of the folders of servers.</summary>
internal static class BackupName
{
    private const string Format = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The name for a moment; a number tells backups of the same second apart.</summary>
    public static string At(DateTimeOffset time, IReadOnlySet<string> taken)
    {
        var name = time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
        var number = 1;
        var unique = name;
        while (taken.Contains(unique))
        {
            unique = $"{name}-{++number}";
        }

        return unique;
    }

    public static bool IsName(string name)
    {
        var parts = name.Split('-');
        return parts.Length is 1 or 2
            && DateTimeOffset.TryParseExact(parts[0], Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
            && (parts.Length == 1 || (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1));
    }

    /// <summary>The moment that a name tells.</summary>
    public static DateTimeOffset Time(string name) =>
        DateTimeOffset.ParseExact(name.Split('-')[0], Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>A server's name as a folder's: whatever a path or an object key could misread becomes a hyphen.</summary>
    public static string ServerFolder(string server)
    {
        var text = new StringBuilder(server.Length);
        foreach (var character in server)
        {
            text.Append(char.IsLetterOrDigit(character) || character is '-' or '_' or '.' or '@' ? character : '-');
        }

        // A dot at the start is for what is not a server: locks, notes.
        var name = text.ToString().TrimStart('.');
        return name.Length == 0 ? "server" : name.Length <= 100 ? name : name[..100];
    }
}
