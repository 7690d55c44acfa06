using McpOps.Maintenance.Reports;
using McpOps.Monitoring;
using McpOps.Reporting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace McpOps.Core.Tests.Reporting;

/// <summary>Reports of hosts that share one PostgreSQL: by one of them for all, and by each for itself, joined.</summary>
public sealed class SharedHistoryReportTests(PostgresCluster cluster) : IClassFixture<PostgresCluster>, IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 6, 30, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly string _database = $"r{Guid.NewGuid():N}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_host_reports_on_all_and_the_reports_of_each_make_the_same_whole()
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        await using (var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={cluster.Port};Username=mcp;Database=postgres;Pooling=false"))
        {
            await using var command = source.CreateCommand($"create database {_database}");
            await command.ExecuteNonQueryAsync(Stop);
        }

        // Two machines, a server on each; one of the two was down for an hour, and the disk of the other machine fills up.
        await using (var store = new PostgresStore(cluster.Url(_database)))
        {
            await using var turn = await store.BeginAsync(Stop);
            foreach (var server in new[] { "docs", "web" })
            {
                await turn.AppendAsync([.. Enumerable.Range(-1440, 1440).Select(minute => new McpSample
                {
                    Server = server, Slot = Now.AddMinutes(minute), Status = server is "web" && minute >= -60 ? "Unhealthy" : "Healthy", Verdict = "Healthy",
                    Values = new Dictionary<string, double>(StringComparer.Ordinal) { ["response"] = server is "web" ? 20 : 10 },
                })], Stop);
            }

            turn.State.Past.Put(new McpAlert { Id = "disk", Server = "host web-1", Rule = "host", Severity = AlertSeverity.Warning, State = AlertState.Resolved, Since = Now.AddHours(-3).LocalDateTime, Until = Now.AddHours(-2).LocalDateTime, Message = "disk:/ 97 %" });
            await turn.CommitAsync(Now, Stop);
        }

        var all = await ReadAsync("web-2", "docs", "web");
        Assert.Equal([("docs", 100.0), ("web", 95.8333)], all.Servers.Select(server => (server.Server, server.AvailabilityPercent!.Value)));
        Assert.Equal("web-1", Assert.Single(all.Alerts).Host);
        Assert.Contains("## The host web-1\n", ReportFormats.Write(all, ReportFormats.Markdown), StringComparison.Ordinal);

        // By way of files, as they come from the hosts.
        var (one, other) = (await ReadAsync("web-1", "docs"), await ReadAsync("web-2", "web"));
        var files = new List<string>();
        foreach (var report in new[] { one, other })
        {
            files.Add(_folder[$"{report.Host}.json"]);
            await File.WriteAllTextAsync(files[^1], ReportFormats.Write(report, ReportFormats.Json), Stop);
        }

        var whole = ReportMerge.Join(await ReportFile.ReadAllAsync(files, Stop));
        Assert.Equal([("docs", "web-1", 100.0), ("web", "web-2", 95.8333)], whole.Servers.Select(server => (server.Server, server.Host!, server.AvailabilityPercent!.Value)));

        // Both saw it; it was one, of one machine.
        Assert.Equal(("disk", "web-1"), (Assert.Single(whole.Alerts).Id, whole.Alerts[0].Host));
        Assert.Equal(ReportFormats.Write(whole, ReportFormats.Json), ReportFormats.Write(ReportMerge.Join([whole]), ReportFormats.Json));
        Assert.Single(ReportFormats.Write(whole, ReportFormats.Html).Split("disk:/ 97 %")[1..]);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<McpReport> ReadAsync(string host, params string[] servers)
    {
        var inventory = _folder[$"{host}-{servers.Length}.mcpops.json"];
        await File.WriteAllTextAsync(inventory, $$"""{ "history": { "store": "{{cluster.Url(_database)}}" }, "servers": { {{string.Join(", ", servers.Select(server => $"\"{server}\": {{ \"url\": \"http://127.0.0.1:1/mcp\" }}"))}} } }""", Stop);
        return await new ReportReader(new EngineContext { Time = new FakeTimeProvider(Now), Host = host }).ReadAsync(new ReportOptions { Since = Now.AddDays(-1), Until = Now, ConfigPath = inventory }, Stop);
    }
}
