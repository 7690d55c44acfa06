using System.Text.Json.Nodes;
using McpOps.Core.Tests.Servers;
using McpOps.Monitoring;

namespace McpOps.Core.Tests.Monitoring.Dashboards;

/// <summary>A folder that others look into, and may have changed.</summary>
public sealed class DashboardFolderTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static JsonObject One => DashboardInventories.Of(("web", DashboardInventories.Plain()));

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Written_again_nothing_is_touched_and_a_changed_inventory_changes_what_it_is_about()
    {
        var (folder, first) = await DashboardInventories.WriteAsync(_machine, One);
        Assert.All(first, file => Assert.Equal((DashboardOutcome.Changed, DashboardFileState.Current), (file.Outcome, file.State)));
        var (_, again) = await DashboardInventories.WriteAsync(_machine, One);
        Assert.All(again, file => Assert.Equal((DashboardOutcome.Ok, ""), (file.Outcome, file.Diff)));
        var server = DashboardInventories.Plain();
        server["rules"] = JsonNode.Parse("""{ "slow": { "metric": "response", "above": { "warning": 500 } } }""");
        var (_, changed) = await DashboardInventories.WriteAsync(_machine, DashboardInventories.Of(("web", server)));
        var rules = Assert.Single(changed, file => file.Outcome is DashboardOutcome.Changed);
        Assert.Equal(DashboardFileKind.Rules, rules.Kind);
        Assert.Contains("+   - alert: mcpops_slow", rules.Diff, StringComparison.Ordinal);

        // The same inventory gives the same bytes, wherever it is read.
        using var other = new FakeMachine();
        var (elsewhere, _) = await DashboardInventories.WriteAsync(other, DashboardInventories.Of(("web", server.DeepClone().AsObject())));
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(folder, "prometheus", "mcpops.rules.yml"), Stop), await File.ReadAllBytesAsync(Path.Combine(elsewhere, "prometheus", "mcpops.rules.yml"), Stop));
    }

    [Theory]
    [InlineData("prometheus/mcpops.rules.yml")]
    [InlineData("grafana/dashboards/mcpops-fleet.json")]
    [InlineData("alertmanager/alertmanager.yml")]
    public async Task What_somebody_changed_stays_until_it_is_forced(string name)
    {
        var (folder, _) = await DashboardInventories.WriteAsync(_machine, One);
        var path = Path.Combine(folder, name);
        var edited = (await File.ReadAllTextAsync(path, Stop)).Replace("critical", "urgent", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, edited, Stop);
        var file = Assert.Single((await DashboardInventories.WriteAsync(_machine, One)).Files, file => file.Outcome is not DashboardOutcome.Ok);
        Assert.Equal((path, DashboardOutcome.Failed, DashboardFileState.Edited), (file.Path, file.Outcome, file.State));
        Assert.Equal(edited, await File.ReadAllTextAsync(path, Stop));
        file = Assert.Single((await DashboardInventories.WriteAsync(_machine, One, new DashboardOptions { Path = "out", Force = true })).Files, file => file.Outcome is not DashboardOutcome.Ok);
        Assert.Equal((path, DashboardOutcome.Changed), (file.Path, file.Outcome));
        Assert.NotEqual(edited, await File.ReadAllTextAsync(path, Stop));
    }

    [Fact]
    public async Task A_file_of_somebody_elses_is_left_alone_and_the_others_are_written()
    {
        var foreign = _machine.Write("out/prometheus/prometheus.yml", "global: {}\n");
        var (_, files) = await DashboardInventories.WriteAsync(_machine, One);
        Assert.Equal((foreign, DashboardFileState.Foreign), (files.Single(file => file.Outcome is DashboardOutcome.Failed).Path, files.Single(file => file.Outcome is DashboardOutcome.Failed).State));
        Assert.Equal("global: {}\n", await File.ReadAllTextAsync(foreign, Stop));
        Assert.All(files.Where(file => file.Path != foreign), file => Assert.Equal(DashboardOutcome.Changed, file.Outcome));
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_and_shows_all()
    {
        var (folder, files) = await DashboardInventories.WriteAsync(_machine, One, new DashboardOptions { Path = "out", DryRun = true });
        Assert.All(files, file => Assert.True(file is { Outcome: DashboardOutcome.WouldChange, State: DashboardFileState.Missing, Diff.Length: > 0 }));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_dashboard_that_nothing_is_for_any_more_goes_unless_somebody_changed_it()
    {
        var server = DashboardInventories.Plain();
        server["databases"] = JsonNode.Parse("""{ "main": { "kind": "postgres", "url": "${env:DB}" } }""");
        var with = DashboardInventories.Of(("web", server));
        var (folder, _) = await DashboardInventories.WriteAsync(_machine, with);
        var path = Path.Combine(folder, "grafana", "dashboards", "mcpops-databases.json");
        var text = await File.ReadAllTextAsync(path, Stop);
        await File.WriteAllTextAsync(path, text + " ", Stop);
        Assert.DoesNotContain((await DashboardInventories.WriteAsync(_machine, One)).Files, file => file.Path == path);
        Assert.True(File.Exists(path));
        await File.WriteAllTextAsync(path, text, Stop);
        var gone = Assert.Single((await DashboardInventories.WriteAsync(_machine, One)).Files, file => file.Outcome is not DashboardOutcome.Ok);
        Assert.Equal((path, DashboardOutcome.Changed, DashboardFileState.Orphaned), (gone.Path, gone.Outcome, gone.State));
        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData("""{ "servers": {} }""", "NoServers", "names no server yet")]
    [InlineData("""{ "servers": { "web": { "url": "http://127.0.0.1:1/mcp", "enabled": false } } }""", "NoServers", "switched on")]
    [InlineData("""{ "servers": { "web": { "url": "http://127.0.0.1:1/mcp", "rules": { "x": { "metric": "nothing", "above": { "warning": 1 } } } } } }""", "UnknownMetric", "nothing measures")]
    public async Task An_inventory_of_which_nothing_can_be_made_is_told(string inventory, string id, string words)
    {
        var told = await Assert.ThrowsAsync<McpOpsException>(() => DashboardInventories.WriteAsync(_machine, (JsonObject)JsonNode.Parse(inventory)!));
        Assert.Equal(id, told.ErrorId);
        Assert.Contains(words, told.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_machine.Whole("out")));
    }

    [Theory]
    [InlineData("localhost", null, "InvalidEndpoint")]
    [InlineData("127.0.0.1:99999", null, "InvalidEndpoint")]
    [InlineData("http://127.0.0.1:9464", null, "InvalidEndpoint")]
    [InlineData(null, "127.0.0.1:9090", "InvalidUrl")]
    [InlineData(null, "http://user:secret@host/", "InvalidUrl")]
    public async Task An_address_that_is_none_is_told(string? watch, string? prometheus, string id)
    {
        var told = await Assert.ThrowsAsync<McpOpsException>(() => DashboardInventories.WriteAsync(_machine, One, new DashboardOptions { Path = "out", Watch = watch, Prometheus = prometheus }));
        Assert.Equal(id, told.ErrorId);
        Assert.DoesNotContain("secret", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told()
    {
        _machine.Write("out", "a file");
        Assert.Equal("DashboardNotWritable", (await Assert.ThrowsAsync<McpOpsException>(() => DashboardInventories.WriteAsync(_machine, One))).ErrorId);
    }
}
