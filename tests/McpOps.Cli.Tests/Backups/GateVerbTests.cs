using System.Text.Json;

namespace McpOps.Cli.Tests.Backups;

/// <summary>What a script sees of a restore that is taken back, and of the backups that scripts made.</summary>
public sealed class GateVerbTests : IDisposable
{
    private readonly Workbench _bench = new();

    [Theory]
    [InlineData("""{ "probe": { "tool": "fail" } }""", "fail")]
    [InlineData("""{ "ports": [1] }""", "port")]
    [InlineData("""{ "databases": { "main": { "kind": "postgres", "url": "postgres://u:p@127.0.0.1:1/x" } } }""", "main")]
    public async Task A_restore_after_which_a_part_of_the_server_says_no_is_taken_back_with_2(string part, string named)
    {
        _bench.Sh("mkdir tree; echo one > tree/a");
        var config = Inventory("{}");
        var saved = await _bench.RunAsync("backup", "app", "--config", config, "--output", "json");
        Assert.True(saved.Code == 0, saved.Error);
        _bench.Sh("echo two > tree/a");
        var restore = await _bench.RunAsync("restore", "latest", "--server", "app", "--config", Inventory(part), "--force", "--health-timeout", "0", "--output", "json");
        var result = JsonDocument.Parse(restore.Out).RootElement;
        Assert.Equal((ExitCodes.Partial, "RolledBack", "two\n"), (restore.Code, result.GetProperty("status").GetString(), _bench.Sh("cat tree/a")));
        Assert.Contains(named, result.GetProperty("message").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("as it was before", result.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup app")]
    [InlineData("backup list")]
    [InlineData("backup verify latest")]
    [InlineData("backup prune --keep-last 3")]
    [InlineData("restore latest --server app")]
    public async Task A_store_that_is_a_file_is_said_to_be_one_and_not_to_be_empty(string words)
    {
        _bench.Sh("mkdir tree; echo one > tree/a; echo notes > store");
        var config = Inventory("{}");
        var (code, output, error, _) = await _bench.RunAsync([.. words.Split(' '), "--config", config]);
        Assert.Equal((ExitCodes.Failed, ""), (code, output));
        Assert.Contains($"error StoreNotFound: The store '{_bench.P("store")}' is a file and no folder.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backups_that_scripts_made_are_listed_verified_and_removed_by_rule_only_when_asked()
    {
        _bench.Sh("""
            mkdir -p tree store; echo one > tree/a
            for day in 1 2 3; do
                tar -czf store/app_2026112${day}_010000.tar.gz -C "$PWD/tree" a
                printf -- '-- PostgreSQL database dump\nselect 1;\n-- PostgreSQL database dump complete\n' | gzip > store/database_2026112${day}_010000.sql.gz
            done
            mkdir store/20261119; echo x > store/20261119/notes.txt
            head -c 60 store/app_20261123_010000.tar.gz > store/app_20261124_010000.tar.gz
            """);
        var config = Inventory("{}");
        var listed = await _bench.RunAsync("backup", "list", "--config", config, "--output", "json");
        Assert.Equal(["legacy/20261119", "legacy/20261121_010000", "legacy/20261122_010000", "legacy/20261123_010000", "legacy/20261124_010000"], Texts(listed.Out, "id").Order(StringComparer.Ordinal));
        var verified = await _bench.RunAsync("backup", "verify", "--config", config, "--output", "json");
        Assert.NotEqual(0, verified.Code);
        Assert.Equal(["Valid", "Valid", "Valid", "Valid", "Damaged"], JsonDocument.Parse(verified.Out).RootElement.EnumerateArray()
            .OrderBy(one => one.GetProperty("id").GetString(), StringComparer.Ordinal).Select(one => one.GetProperty("status").GetString()));
        Assert.Equal(0, (await _bench.RunAsync("backup", "prune", "--config", config, "--keep-last", "1")).Code);
        Assert.Equal("7", _bench.Sh("ls store/*.gz | wc -l").Trim());
        var pruned = await _bench.RunAsync("backup", "prune", "--config", config, "--legacy", "--keep-last", "1", "--force");
        Assert.True(pruned.Code == 0, pruned.Error);
        Assert.True(int.Parse(_bench.Sh("ls store/*.gz | wc -l"), System.Globalization.CultureInfo.InvariantCulture) < 7);
        Assert.Contains("app_2026112", _bench.Sh("ls store"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_has_a_journal_and_files_at_once_and_a_container_is_no_path()
    {
        _bench.Sh("""
            mkdir bin; echo '2026-11-20 01:00:00,000 - app - ERROR - from the file' > app.log
            printf '#!/bin/sh\necho "$@" >> "%s/asked"\necho %s\n' "$PWD" "'"'{"__REALTIME_TIMESTAMP":"1795154401000000","PRIORITY":"3","SYSLOG_IDENTIFIER":"app","MESSAGE":"from the journal"}'"'" > bin/journalctl
            chmod +x bin/*
            """);
        _bench.Environment["PATH"] = _bench.P("bin") + ":" + Environment.GetEnvironmentVariable("PATH");
        File.WriteAllText(_bench.P("logs.json"), """{ "servers": { "app": { "url": "http://127.0.0.1:1/mcp", "logs": ["journald:app.service", "app.log"] }, "box": { "url": "http://127.0.0.1:1/mcp", "logs": ["docker:box"] } } }""");
        _bench.Environment["DOCKER_HOST"] = "unix://" + _bench.P("no.sock");
        var entries = await _bench.RunAsync("logs", "entries", "--server", "app", "--config", _bench.P("logs.json"), "--output", "ndjson");
        Assert.True(entries.Code == 0, entries.Error);
        Assert.Equal(["from the file", "from the journal"], entries.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("message").GetString()!).Order(StringComparer.Ordinal));
        Assert.Contains("--unit=app.service", _bench.Sh("cat asked"), StringComparison.Ordinal);
        var box = await _bench.RunAsync("logs", "--server", "box", "--config", _bench.P("logs.json"));
        Assert.Equal((1, true), (box.Code, box.Error.Contains("DockerNotReachable", StringComparison.Ordinal)));

        // What is not there does not take what is there with it.
        var both = await _bench.RunAsync("logs", "entries", _bench.P("app.log"), "docker:box", "--output", "ndjson");
        Assert.Equal((2, true, true), (both.Code, both.Out.Contains("from the file", StringComparison.Ordinal), both.Error.Contains("DockerNotReachable", StringComparison.Ordinal)));
    }

    public void Dispose() => _bench.Dispose();

    private static IEnumerable<string> Texts(string json, string property) => JsonDocument.Parse(json).RootElement.EnumerateArray().Select(one => one.GetProperty(property).GetString()!);

    private string Inventory(string more)
    {
        var server = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(more)!;
        server["command"] = HostileProgram.Path;
        server["args"] = new System.Text.Json.Nodes.JsonArray("good");
        server["backup"] = new System.Text.Json.Nodes.JsonObject
        {
            ["destination"] = _bench.P("store"),
            ["sets"] = new System.Text.Json.Nodes.JsonObject { ["tree"] = new System.Text.Json.Nodes.JsonObject { ["paths"] = new System.Text.Json.Nodes.JsonArray(_bench.P("tree")) } },
        };
        var path = _bench.P($"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, new System.Text.Json.Nodes.JsonObject { ["servers"] = new System.Text.Json.Nodes.JsonObject { ["app"] = server } }.ToJsonString());
        return path;
    }
}
