using System.Text.Json;

namespace McpOps.Cli.Tests.Backups;

/// <summary>The files of Windows and macOS, by .NET's own calls, chosen on Linux: the same promises, but for what .NET does not know.</summary>
public sealed class PortableTests : IDisposable
{
    private readonly Workbench _bench = new() { Files = "portable" };

    public PortableTests() => _bench.Sh("""
        mkdir -p tree/sub/empty; cd tree; echo hi > sub/a; ln -s a sub/link; ln -s loop2 loop1; ln -s loop1 loop2; ln -s sub folder-link
        chmod 0640 sub/a; chmod 0711 sub; : > zero; seq 1 300000 > numbers; head -c 3000000 /dev/urandom > random
        touch -d '1969-12-30 01:02:03.5' old; touch -d '2026-11-20 01:02:03.1234567' new; mkfifo pipe
        echo name > "$(printf 'n%.0s' $(seq 255))"; echo umlaut > 'Größe'
        """);

    [Fact]
    public async Task Files_links_modes_and_times_come_back_and_plain_tar_gives_them_too()
    {
        var backup = await BackupAsync();
        Assert.Equal("Complete", backup.GetProperty("status").GetString());
        _bench.Sh($"mkdir tar; tar -xzpf {backup.GetProperty("parts")[0].GetProperty("path").GetString()} -C tar");
        Assert.Equal(Describe("tree"), Describe("tar" + _bench.P("tree")));
        _bench.Sh("rm tree/pipe");
        var again = await BackupAsync();
        Assert.Equal(0, (await _bench.RunAsync("restore", Id(again), "--store", _bench.P("store"), "--to", _bench.P("out"))).Code);
        Assert.Equal(Describe("tree"), Describe("out"));
        Assert.Equal(0, (await _bench.RunAsync("backup", "verify", Id(again), "--store", _bench.P("store"), "--restore")).Code);
    }

    [Fact]
    public async Task What_has_not_changed_is_a_hard_link_and_what_has_is_written()
    {
        // A tree that changed a moment ago is not trusted to be as it was seen.
        _bench.Sh("rm tree/pipe; find tree -exec touch -h -d '2 hours ago' {} +");
        await BackupAsync();
        var second = await BackupAsync();
        Assert.Equal(JsonValueKind.String, second.GetProperty("parts")[0].GetProperty("unchangedSince").ValueKind);
        Assert.Equal("2", _bench.Sh($"stat -c %h {second.GetProperty("parts")[0].GetProperty("path").GetString()}").Trim());
        _bench.Sh("echo more >> tree/sub/a");
        Assert.False((await BackupAsync()).GetProperty("parts")[0].TryGetProperty("unchangedSince", out var since) && since.ValueKind is JsonValueKind.String);
    }

    [Fact]
    public async Task A_restore_in_place_takes_away_what_is_new_keeps_what_is_excluded_and_can_be_taken_back()
    {
        _bench.Sh("rm tree/pipe; echo keep > tree/cache.tmp");
        var id = Id(await BackupAsync("--exclude", "*.tmp"));
        var before = Describe("tree");
        _bench.Sh("cd tree; rm -r sub; echo other > numbers; echo new > extra");
        var plan = await _bench.RunAsync("restore", id, "--store", _bench.P("store"), "--dry-run", "--output", "json");
        Assert.Equal(["extra", "numbers", "sub", "sub/a", "sub/empty", "sub/link"],
            JsonDocument.Parse(plan.Out).RootElement.GetProperty("changes").EnumerateArray().Select(change => Path.GetRelativePath(_bench.P("tree"), change.GetProperty("path").GetString()!)));
        Assert.Equal(0, (await _bench.RunAsync("restore", id, "--store", _bench.P("store"))).Code);
        Assert.Equal(before, Describe("tree"));
    }

    [Theory]
    [InlineData("climb", "UnsafeEntry")]
    [InlineData("device", "UnsafeEntry")]
    public async Task An_archive_that_reaches_out_is_refused(string kind, string error)
    {
        _bench.Sh($$"""
            mkdir -p store; python3 - {{kind}} <<'END'
            import io, sys, tarfile
            entry = tarfile.TarInfo("x/evil")
            if sys.argv[1] == "climb": entry.name = "x/../../evil"
            if sys.argv[1] == "device": entry.type = tarfile.CHRTYPE
            tarfile.open("store/app_20261119_010000.tar.gz", "w:gz").addfile(entry)
            END
            """);
        var result = await _bench.RunAsync("restore", "20261119_010000", "--store", _bench.P("store"), "--to", _bench.P("out"));
        Assert.Equal(1, result.Code);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(_bench.P("out")) || Path.Exists(_bench.P("evil")));
    }

    [Fact]
    public async Task What_Linux_saved_is_restored_without_what_NET_does_not_know()
    {
        _bench.Sh("cd tree; ln sub/a hard; truncate -s 20M sparse; printf end | dd of=sparse bs=1 seek=9000000 conv=notrunc status=none");
        _bench.Files = "";
        var id = Id(await BackupAsync());
        _bench.Files = "portable";
        var restore = await _bench.RunAsync("restore", id, "--store", _bench.P("store"), "--to", _bench.P("out"));
        Assert.Equal(0, restore.Code);
        Assert.Contains("warning PipeNotRestored", restore.Error, StringComparison.Ordinal);
        Assert.Empty(_bench.Sh("diff -r --no-dereference --exclude=pipe tree out"));
        Assert.Equal(0, (await _bench.RunAsync("backup", "verify", id, "--store", _bench.P("store"), "--restore")).Code);
    }

    public void Dispose() => _bench.Dispose();

    private async Task<JsonElement> BackupAsync(params string[] more)
    {
        var result = await _bench.RunAsync(["backup", "--path", _bench.P("tree"), "--store", _bench.P("store"), "--output", "json", .. more]);
        Assert.True(result.Code == 0, result.Error);
        return JsonDocument.Parse(result.Out).RootElement;
    }

    private static string Id(JsonElement backup) => backup.GetProperty("id").GetString()!;

    // .NET's clock has steps of 100 ns.
    private string Describe(string folder) => _bench.Sh($"cd {folder}; find . -type d -printf '%P|%y|%m|%T@\\n' -o -printf '%P|%y|%m|%s|%T@|%l\\n' | sed -E 's/([.][0-9]{{7}})[0-9]{{3}}/\\1/' | sort; find . -type f -print0 | sort -z | xargs -0 sha256sum");
}
