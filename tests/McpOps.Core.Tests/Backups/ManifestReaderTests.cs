using System.Text;
using McpOps.Backups;
using McpOps.Backups.Manifests;

namespace McpOps.Core.Tests.Backups;

public sealed class ManifestReaderTests
{
    private static readonly Manifest Full = new()
    {
        Schema = 0,
        Tool = "mcpops 0.1.0",
        Id = "page/20261130T063733Z",
        Server = "page",
        Host = "host",
        CreatedAt = new DateTimeOffset(2026, 11, 30, 6, 37, 33, 120, TimeSpan.FromHours(1)),
        Sequence = 7,
        DurationMs = 12.5,
        Status = BackupStatus.Partial,
        Purpose = BackupPurpose.Snapshot,
        Consistency = "ServiceStopped",
        Health = "Healthy",
        Parts =
        [
            new ManifestPart
            {
                Name = "files", Kind = PartKind.Files, File = "files.tar.gz", Bytes = 25_910, Sha256 = "ab", Blocks = ["cd", "ef"],
                Index = new ManifestFile("files.index.gz", 12, "01"), Roots = ["/srv/\u00e9\u200b"], Include = ["**"], Exclude = ["*.tmp"],
                Files = 1, Folders = 2, ContentBytes = 182_430, Fingerprint = "f", UnchangedSince = "page/20261129T063733Z", Encryption = "age", Source = "pg_dump 15.8",
            },
        ],
        Skipped = [new BackupSkip("/srv/locked", "NotReadable", "denied")],
        SkippedCount = 3,
    };

    [Fact]
    public void Every_property_that_is_written_is_read()
    {
        var written = ManifestText.Write(Full);
        Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(ManifestText.Write(ManifestReader.Read(written)!)));

        // What is left as it is by itself would not tell that it is not read.
        Assert.All(typeof(Manifest).GetProperties(), property => Assert.NotEqual(property.GetValue(ManifestReader.Read(Encoding.UTF8.GetBytes(Least))), property.GetValue(Full)));
        Assert.All(typeof(ManifestPart).GetProperties(), property => Assert.True(property.GetValue(Full.Parts[0]) is not (null or 0L or IReadOnlyList<string> { Count: 0 }), property.Name));
    }

    [Fact]
    public void What_may_be_left_out_has_its_value()
    {
        var least = ManifestReader.Read(Encoding.UTF8.GetBytes(Least))!;
        Assert.Equal((Manifest.CurrentSchema, BackupPurpose.Backup, "Live", null, 0L), (least.Schema, least.Purpose, least.Consistency, least.Health, least.SkippedCount));
        Assert.Empty(least.Skipped);
    }

    [Theory]
    [InlineData("\"id\": \"a/b\",", "")]
    [InlineData("\"id\": \"a/b\"", "\"id\": null")]
    [InlineData("\"sequence\": 1", "\"sequence\": \"1\"")]
    [InlineData("\"sequence\": 1", "\"sequence\": 1.5")]
    [InlineData("2026-11-30T06:37:33+00:00", "yesterday")]
    [InlineData("\"parts\": []", "\"parts\": null")]
    [InlineData("\"parts\": []", "\"parts\": [{}]")]
    [InlineData("\"parts\": []", "\"parts\": [], \"skipped\": null")]
    [InlineData("\"parts\": []}", "\"parts\": [")]
    public void What_is_not_as_it_is_written_is_told_by_the_serializer(string written, string damaged)
    {
        Assert.Contains(written, Least, StringComparison.Ordinal);
        var json = Encoding.UTF8.GetBytes(Least.Replace(written, damaged, StringComparison.Ordinal));
        Assert.Null(ManifestReader.Read(json));
        Assert.Equal("ManifestDamaged", Assert.Throws<McpOpsException>(() => ManifestText.Read(json, "manifest.json")).ErrorId);
    }

    private const string Least = """
        {"tool": "t", "id": "a/b", "server": "a", "host": "h", "createdAt": "2026-11-30T06:37:33+00:00", "sequence": 1, "durationMs": 2, "status": "Complete", "parts": []}
        """;
}
