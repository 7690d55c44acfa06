using System.Globalization;
using System.Text.RegularExpressions;
using McpOps.Backups.Manifests;

namespace McpOps.Backups;

/// <summary>
/// Recognises what scripts left in a folder: tarballs (<c>config_20261120_010000.tar.gz</c>), dumps (<c>database-20261120_010000.sql.gz</c>) and folders
/// (<c>20261120</c>, <c>NAME-20261120-010000</c>).
/// </summary>
/// <remarks>Those of one moment are one backup. There is no manifest to verify them by: they are read whole before anything is restored.</remarks>
internal static partial class LegacyTarballs
{
    private static readonly string[] Times = ["yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMdd"];

    /// <summary>The moment of a name, and what it calls itself; null when it is no such name.</summary>
    public static LegacyName? Recognise(string name)
    {
        var match = Name().Match(name);
        var digits = string.Concat(match.Groups["time"].Value.Where(char.IsAsciiDigit));
        return match.Success && DateTime.TryParseExact(digits, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal, out var time)
            ? new LegacyName(match.Groups["set"].Value, new DateTimeOffset(time, TimeSpan.Zero), match.Groups["time"].Value)
            : null;
    }

    /// <summary>What a file holds by the end of its name; null when that is nothing that is known.</summary>
    public static string? KindOf(string file) => Ending().Match(file).Value.ToLowerInvariant() switch
    {
        ".tar.gz" or ".tgz" => PartKind.Files,
        ".sql" or ".sql.gz" => PartKind.Sql,
        ".dump" => PartKind.Postgres,
        _ => null,
    };

    /// <summary>A file's name without the ending that says what it holds.</summary>
    public static string Stem(string file) => Ending().Replace(file, "");

    /// <summary>The backups that the entries of a folder make up.</summary>
    /// <param name="entries">The files and folders; of a folder, what is in it.</param>
    public static IEnumerable<LegacyBackup> Group(IEnumerable<LegacyEntry> entries) => entries
        .Select(entry => new { Entry = entry, Known = Recognise(entry.IsFolder ? entry.Name : Stem(entry.Name)) })
        .Where(found => found.Known is not null && (found.Entry.IsFolder || KindOf(found.Entry.Name) is not null))
        .GroupBy(found => found.Known!.Stamp, StringComparer.Ordinal)
        .Select(group => new LegacyBackup(group.Key, group.First().Known!.Time, [.. group.Select(found => found.Entry.File)], Parts(group.Select(found => (found.Entry, found.Known!.Set)))));

    private static List<LegacyPart> Parts(IEnumerable<(LegacyEntry Entry, string Set)> entries)
    {
        var parts = entries.SelectMany(found => found.Entry.IsFolder
                ? found.Entry.Within.Select(inner => new LegacyPart(Stem(inner.Name), (inner.IsFolder ? null : KindOf(inner.Name)) ?? PartKind.Tree, inner.File, inner.Bytes))
                : [new LegacyPart(found.Set.Length > 0 ? found.Set : "files", KindOf(found.Entry.Name)!, found.Entry.File, found.Entry.Bytes)])
            .OrderBy(part => part.Name, StringComparer.Ordinal).ThenBy(part => part.File, StringComparer.Ordinal).ToList();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return parts.ConvertAll(part => part with { Name = Enumerable.Range(1, parts.Count).Select(count => count == 1 ? part.Name : $"{part.Name}-{count}").First(taken.Add) });
    }

    [GeneratedRegex(@"^((?<set>[A-Za-z][\w.\-]*?)[_\-])?(?<time>\d{4}-?\d{2}-?\d{2}([_\-T]?\d{2}[\-:.]?\d{2}([\-:.]?\d{2})?)?)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\.(tar\.gz|tgz|sql\.gz|sql|dump)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Ending();
}

/// <summary>A file or folder that may be of a script.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Where it is, from the store on.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Bytes">Its length; of a folder that of all files in it.</param>
internal sealed record LegacyEntry(string Name, string File, bool IsFolder, long Bytes)
{
    /// <summary>What is in a folder.</summary>
    public IReadOnlyList<LegacyEntry> Within { get; init; } = [];
}

/// <summary>A part of such a backup.</summary>
/// <param name="Name">What it calls itself.</param>
/// <param name="Kind">One of <see cref="PartKind"/>.</param>
/// <param name="File">Where it is, from the store on.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record LegacyPart(string Name, string Kind, string File, long Bytes);

/// <summary>What a script made at one moment.</summary>
/// <param name="Stamp">The time as its names write it.</param>
/// <param name="Time">The time, read as this machine's local one, as the scripts meant it.</param>
/// <param name="Files">The files and folders that are the backup.</param>
/// <param name="Parts">What they hold.</param>
internal sealed record LegacyBackup(string Stamp, DateTimeOffset Time, IReadOnlyList<string> Files, IReadOnlyList<LegacyPart> Parts)
{
    /// <summary>The folder's name that stands for a server in the ids of such backups.</summary>
    public const string Server = "legacy";

    /// <summary>Whether an id is one of such a backup.</summary>
    public static bool IsId(string id) => id.StartsWith(Server + "/", StringComparison.Ordinal);

    /// <summary>A manifest that says as much as is known.</summary>
    public Manifest ToManifest() => new()
    {
        Tool = "script",
        Id = $"{Server}/{Stamp}",
        Server = Server,
        Host = "",
        CreatedAt = Time,
        Sequence = 0,
        DurationMs = 0,
        Status = BackupStatus.Legacy,
        Parts = [.. Parts.Select(part => new ManifestPart { Name = part.Name, Kind = part.Kind, File = part.File, Bytes = part.Bytes, Sha256 = "" })],
    };
}

/// <summary>What the name of such a file or folder says.</summary>
/// <param name="Set">What it calls itself; empty when it has the time alone.</param>
/// <param name="Time">When it was made.</param>
/// <param name="Stamp">The time as it is written.</param>
internal sealed record LegacyName(string Set, DateTimeOffset Time, string Stamp);
