using System.IO.Compression;
using System.Text.Json;
using McpOps.Auditing.Dependencies.Osv;

namespace McpOps.Core.Tests.Auditing;

/// <summary>What an index of a dump finds is what a reading of the whole dump finds; where it may not be, the whole is read.</summary>
public sealed class OsvIndexTests : IDisposable
{
    private static readonly string[] Names = ["lodash", "@scope/pkg", "socket.io", "Socket-IO", "ruamel.yaml", "ruamel_yaml", "Newtonsoft.Json", "openssl", "p\u00E4ck", "a", "A", "a-", "\u200Ba"];
    private readonly TemporaryFolder _folder = new();

    private string Archive => _folder["dump/npm/all.zip"];

    private string Indexes => _folder["state/osv"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_index_finds_what_the_whole_dump_has()
    {
        Write(400);
        foreach (var wanted in Names.Select(name => new[] { name }).Append(Names).Append(["none"]))
        {
            var names = wanted.ToHashSet(StringComparer.OrdinalIgnoreCase);
            var whole = Read(names, indexes: null);
            Assert.Equal((whole.Ids, whole.Ecosystems), Read(names, Indexes) is var first ? (first.Ids, first.Ecosystems) : default);
            Assert.Single(Directory.GetFiles(Indexes));
            Assert.Equal((whole.Ids, whole.Ecosystems), Read(names, Indexes) is var again ? (again.Ids, again.Ecosystems) : default);
        }
    }

    [Fact]
    public void A_dump_that_changed_is_read_anew()
    {
        Write(20);
        Read(["lodash"], Indexes);
        Write(1, only: "lodash");
        Assert.Equal("0", Read(["lodash"], Indexes).Ids);
        Write(1, only: "openssl");
        File.SetLastWriteTimeUtc(Archive, DateTime.UnixEpoch.AddYears(50));
        Assert.Equal("", Read(["lodash"], Indexes).Ids);
        Assert.Equal("0", Read(["openssl"], Indexes).Ids);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("longer")]
    [InlineData("counts")]
    [InlineData("nothing")]
    [InlineData("folder")]
    public void An_index_that_is_not_whole_is_none(string how)
    {
        Write(20);
        var expected = Read(["lodash"], Indexes).Ids;
        var file = Assert.Single(Directory.GetFiles(Indexes));
        var bytes = File.ReadAllBytes(file);
        switch (how)
        {
            case "cut":
                File.WriteAllBytes(file, bytes[..^5]);
                break;
            case "longer":
                File.WriteAllBytes(file, [.. bytes, 1, 2, 3]);
                break;
            case "counts":
                bytes.AsSpan(44, 4).Fill(0xFF);
                File.WriteAllBytes(file, bytes);
                break;
            case "nothing":
                File.WriteAllBytes(file, []);
                break;
            default:
                File.Delete(file);
                Directory.CreateDirectory(file);
                break;
        }

        Assert.Equal(expected, Read(["lodash"], Indexes).Ids);
        Assert.NotEqual("", expected);
    }

    [Fact]
    public void What_is_damaged_in_a_dump_is_told_by_each_run()
    {
        Write(20);
        var bytes = File.ReadAllBytes(Archive);
        bytes.AsSpan(60, 20).Clear();
        File.WriteAllBytes(Archive, bytes);
        for (var run = 0; run < 2; run++)
        {
            var dump = new OsvDump(_folder["dump"], Indexes);
            Assert.NotEmpty(dump.Read(new HashSet<string>(StringComparer.Ordinal) { "lodash" }, TestContext.Current.CancellationToken).ToList());
            Assert.NotEmpty(dump.Problems);
        }
    }

    [Fact]
    public void One_file_is_a_dump_too_and_a_named_pipe_is_told()
    {
        Write(20);
        Assert.NotEmpty(new OsvDump(Archive).Read(new HashSet<string>(StringComparer.Ordinal) { "lodash" }, TestContext.Current.CancellationToken));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Named pipes are made on Linux here.");
        using var made = System.Diagnostics.Process.Start("mkfifo", [_folder["dump/npm/b.json"], _folder["dump/npm/b.zip"]]);
        made.WaitForExit();
        var dump = new OsvDump(_folder["dump"], Indexes);
        Assert.NotEmpty(dump.Read(new HashSet<string>(StringComparer.Ordinal) { "lodash" }, TestContext.Current.CancellationToken).ToList());
        Assert.Equal(["b.json It is a named pipe, and no regular file.", "b.zip It cannot be opened: It is a named pipe, and no regular file."], dump.Problems.Select(problem => $"{Path.GetFileName(problem.File)} {problem.Why}"));
    }

    private void Write(int count, string? only = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Archive)!);
        File.Delete(Archive);
        using var archive = ZipFile.Open(Archive, ZipArchiveMode.Create);
        for (var number = 0; number < count; number++)
        {
            using var writer = new StreamWriter(archive.CreateEntry($"{number}.json", number % 3 == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open());
            var affected = new[] { only ?? Names[number % Names.Length], only ?? Names[number / 7 % Names.Length] }.Select(name => new { package = new { ecosystem = number % 2 == 0 ? "npm" : "Debian:12", name } });
            writer.Write(JsonSerializer.Serialize(new { id = $"{number}", affected }));
        }
    }

    private (string Ids, string Ecosystems) Read(HashSet<string> names, string? indexes)
    {
        var dump = new OsvDump(_folder["dump"], indexes);
        var ids = string.Join(' ', dump.Read(names, TestContext.Current.CancellationToken).Select(record => record.Id).Order(StringComparer.Ordinal));
        Assert.Empty(dump.Problems);
        return (ids, string.Join(' ', dump.Ecosystems.Order(StringComparer.Ordinal)));
    }
}
