using System.Text.Json;

namespace McpOps.Cli.Tests.Backups;

/// <summary>Parts for a key of gpg, made for the test alone: what gpg encrypted, gpg and this program decrypt.</summary>
public sealed class GpgTests : IDisposable
{
    private readonly Workbench _bench = new();

    public GpgTests()
    {
        Assert.SkipUnless(_bench.TrySh("command -v gpg >/dev/null"), "gpg is not installed.");
        _bench.Environment["GNUPGHOME"] = _bench.P("keys");
        _bench.Sh("""
            mkdir -m 700 keys; gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-generate-key test@example.invalid default default never
            mkdir tree; seq 100000 > tree/numbers; echo secret > tree/.env
            """);
    }

    [Fact]
    public async Task A_part_is_encrypted_verified_restored_and_opened_by_gpg_and_tar()
    {
        var backup = await _bench.RunAsync("backup", "--path", _bench.P("tree"), "--store", _bench.P("store"), "--gpg-recipient", "test@example.invalid", "--output", "json");
        Assert.True(backup.Code == 0, backup.Error);
        var part = JsonDocument.Parse(backup.Out).RootElement.GetProperty("parts")[0].GetProperty("path").GetString();
        Assert.Contains("/tree/numbers", _bench.Sh($"gpg --quiet --batch -d '{part}' | tar -tz"), StringComparison.Ordinal);
        Assert.True(await _bench.RunAsync("backup", "verify", "latest", "--store", _bench.P("store"), "--deep") is { Code: 0 } verified, "it is not valid");
        Assert.Equal(0, (await _bench.RunAsync("restore", "latest", "--store", _bench.P("store"), "--to", _bench.P("out"))).Code);
        Assert.Empty(_bench.Sh("diff -r tree out"));

        // Without the key there is a clear error, and nothing is restored.
        _bench.Environment["GNUPGHOME"] = _bench.P("no-keys");
        _bench.Sh("mkdir -m 700 no-keys");
        var refused = await _bench.RunAsync("restore", "latest", "--store", _bench.P("store"), "--to", _bench.P("out2"));
        Assert.Equal((1, false), (refused.Code, Path.Exists(_bench.P("out2"))));
        Assert.Matches("^error [A-Z][A-Za-z]+: ", refused.Error);
    }

    public void Dispose()
    {
        _bench.TrySh("for home in keys no-keys; do GNUPGHOME=\"$PWD/$home\" gpgconf --kill all; done 2>/dev/null");
        _bench.Dispose();
    }
}
