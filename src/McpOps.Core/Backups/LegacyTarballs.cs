using System.Globalization;
using System.Text.RegularExpressions;
using McpOps.Backups.Manifests;

namespace McpOps.Backups;

/// <summary>Recognises tarballs that scripts left in a folder: <c>config_20261120_010000.tar.gz</c> … with <c>manifest_20261120_010000.txt</c>, <c>NAME-20261120_010000.tar.gz</c>.</summary>
/// <remarks>Those of one moment are one backup. There is no manifest to verify them by: they are read whole before anything is restored.</remarks>
internal static partial class LegacyTarballs
{
    /// <summary>The moment of a file's name, and what it calls itself; null when it is no such file.</summary>
    public static (string Set, DateTimeOffset Time, string Stamp)? Recognise(string file)
    {
        var match = Name().Match(file);
        return match.Success && DateTime.TryParseExact(match.Groups["time"].Value.Replace("-", "_", StringComparison.Ordinal), "yyyyMMdd_HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal, out var time)
            ? (match.Groups["set"].Value, new DateTimeOffset(time, TimeSpan.Zero), match.Groups["time"].Value)
            : null;
    }

    /// <summary>The backups that the tarballs of a folder make up.</summary>
    public static IEnumerable<LegacyBackup> Group(IEnumerable<(string File, long Bytes)> files) => files
        .Select(file => (file.File, file.Bytes, Known: Recognise(file.File)))
        .Where(file => file.Known is not null)
        .GroupBy(file => file.Known!.Value.Stamp)
        .Select(group => new LegacyBackup(group.Key, group.First().Known!.Value.Time, [.. group.Select(file => (file.Known!.Value.Set, file.File, file.Bytes)).OrderBy(file => file.Set, StringComparer.Ordinal)]));

    [GeneratedRegex(@"^(?<set>[A-Za-z][\w.\-]*?)[_\-](?<time>\d{8}[_\-]\d{6})\.(tar\.gz|tgz)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}

/// <summary>Tarballs of one moment.</summary>
/// <param name="Stamp">The time as their names write it.</param>
/// <param name="Time">The time, read as this machine's local one, as the scripts meant it.</param>
/// <param name="Files">What each calls itself, its file and its length.</param>
internal sealed record LegacyBackup(string Stamp, DateTimeOffset Time, IReadOnlyList<(string Set, string File, long Bytes)> Files)
{
    /// <summary>The folder's name that stands for a server in the ids of such backups.</summary>
    public const string Server = "legacy";

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
        Parts = [.. Files.Select(file => new ManifestPart { Name = file.Set, Kind = PartKind.Files, File = file.File, Bytes = file.Bytes, Sha256 = "" })],
    };
}
