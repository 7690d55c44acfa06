using System.Text.Json.Nodes;
using McpOps.Core.Tests.Servers;
using McpOps.Monitoring;

namespace McpOps.Core.Tests.Monitoring.Dashboards;

/// <summary>What is true of every dashboard that Grafana takes.</summary>
public sealed class DashboardBoardTests : IDisposable
{
    private static readonly string[] Kinds = ["row", "timeseries", "stat", "state-timeline", "table"];
    private readonly FakeMachine _machine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("none", 4)]
    [InlineData("127.0.0.1:9100", 4)]
    public async Task Panels_have_ids_places_and_questions_of_their_own(string exporter, int count)
    {
        var boards = await BoardsAsync(exporter);
        Assert.Equal(count, boards.Count);
        Assert.Equal(boards.Count, boards.Select(board => board["uid"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count());
        foreach (var board in boards)
        {
            Assert.Equal(BoardFile.SchemaVersion, board["schemaVersion"]!.GetValue<int>());
            Assert.Matches("^[A-Za-z0-9_-]{1,40}$", board["uid"]!.GetValue<string>());
            var panels = board["panels"]!.AsArray().Select(panel => panel!.AsObject()).ToList();
            Assert.Equal(panels.Count, panels.Select(panel => panel["id"]!.GetValue<int>()).Distinct().Count());
            var taken = new HashSet<(int X, int Y)>();
            foreach (var panel in panels)
            {
                var place = panel["gridPos"]!;
                var (x, y, width, height) = (place["x"]!.GetValue<int>(), place["y"]!.GetValue<int>(), place["w"]!.GetValue<int>(), place["h"]!.GetValue<int>());
                Assert.True(x >= 0 && width > 0 && height > 0 && x + width <= 24);
                for (var cell = 0; cell < width * height; cell++)
                {
                    Assert.True(taken.Add((x + (cell % width), y + (cell / width))), $"{board["title"]}: '{panel["title"]}' lies over another panel.");
                }

                Assert.Contains(panel["type"]!.GetValue<string>(), Kinds);
                if (panel["type"]!.GetValue<string>() is "row")
                {
                    continue;
                }

                var targets = panel["targets"]!.AsArray();
                Assert.NotEmpty(targets);
                Assert.Equal(targets.Count, targets.Select(target => target!["refId"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count());
                Assert.All(targets, target => Assert.Equal(("prometheus", "${datasource}"), (target!["datasource"]!["type"]!.GetValue<string>(), target["datasource"]!["uid"]!.GetValue<string>())));
                Assert.NotEmpty(panel["fieldConfig"]!["defaults"]!["unit"]!.GetValue<string>());
                Assert.Null(panel["fieldConfig"]!["defaults"]!["thresholds"]!["steps"]![0]!["value"]);
            }
        }
    }

    [Fact]
    public async Task Each_variable_of_a_question_is_one_that_there_is()
    {
        string[] own = ["__rate_interval", "__range"];
        foreach (var board in await BoardsAsync("127.0.0.1:9100"))
        {
            var known = board["templating"]!["list"]!.AsArray().Select(variable => variable!["name"]!.GetValue<string>()).Concat(own).ToList();
            foreach (var expression in board["panels"]!.AsArray().Where(panel => panel!["targets"] is not null).SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => target!["expr"]!.GetValue<string>()))
            {
                foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(expression, @"\$\{?(\w+)", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)))
                {
                    Assert.Contains(match.Groups[1].Value, known);
                }
            }
        }
    }

    [Fact]
    public async Task The_guides_panels_are_there()
    {
        var titles = (await BoardsAsync("127.0.0.1:9100")).SelectMany(board => board["panels"]!.AsArray()).Select(panel => panel!["title"]!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        foreach (var title in new[] { "CPU usage", "Memory usage", "Disk usage", "Network traffic", "Response time", "Errors in logs", "Does it work?", "Connections in use", DashboardInventories.Hostile })
        {
            Assert.Contains(title, titles);
        }
    }

    [Fact]
    public async Task Every_metric_that_is_asked_for_is_one_that_is_handed_out()
    {
        var known = MetricTable.All.Select(family => family.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var board in await BoardsAsync("none"))
        {
            foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(board["panels"]!.ToJsonString(), @"\bmcpops_\w+", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)))
            {
                Assert.Contains(match.Value, known);
            }
        }
    }

    private async Task<IReadOnlyList<JsonObject>> BoardsAsync(string exporter)
    {
        var server = DashboardInventories.AllHostile("http://127.0.0.1:8000/mcp");
        server["databases"] = JsonNode.Parse("""{ "main": { "kind": "postgres", "url": "${env:DB}" } }""");
        var inventory = DashboardInventories.Of((DashboardInventories.Hostile, server));
        inventory["channels"] = new JsonObject { ["log"] = new JsonObject { ["kind"] = "file", ["path"] = "x.log" } };
        var (folder, files) = await DashboardInventories.WriteAsync(_machine, inventory, new DashboardOptions { NodeExporters = [exporter], PostgresExporters = exporter is "none" ? [] : ["127.0.0.1:9187"] });
        var boards = new List<JsonObject>();
        foreach (var file in files.Where(file => file.Kind is DashboardFileKind.Dashboard))
        {
            Assert.StartsWith(folder, file.Path, StringComparison.Ordinal);
            boards.Add(JsonNode.Parse(await File.ReadAllTextAsync(file.Path, Stop))!.AsObject());
        }

        return boards;
    }
}
