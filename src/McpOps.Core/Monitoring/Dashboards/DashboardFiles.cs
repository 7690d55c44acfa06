using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpOps.Monitoring;

/// <summary>A file for other monitoring.</summary>
/// <param name="Name">Its path within the folder, with slashes.</param>
/// <param name="Kind">One of <see cref="DashboardFileKind"/>.</param>
/// <param name="Text">Its text, marked as ours.</param>
/// <param name="Entries">How many panels, rules, jobs or receivers are in it.</param>
internal sealed record DashboardFile(string Name, string Kind, string Text, int Entries)
{
    /// <summary>What of the inventory is not in it; empty where all is.</summary>
    public string Note { get; init; } = "";
}

/// <summary>All files of an inventory. A pure function: the same inventory, the same bytes.</summary>
internal static class DashboardFiles
{
    /// <summary>The line by which files are known.</summary>
    public static FileMark Mark { get; } = new("Written by 'mcpops dashboard'", " from an inventory: change that, and write anew; what is changed here by hand is not written over.");

    /// <summary>The folder of the dashboards.</summary>
    public const string BoardFolder = "grafana/dashboards";

    private const string Rules = "mcpops.rules.yml";

    /// <summary>The names of all files that there can be, with their kinds.</summary>
    public static IReadOnlyList<(string Name, string Kind)> Names { get; } =
    [
        ("prometheus/prometheus.yml", DashboardFileKind.Scrape), ($"prometheus/{Rules}", DashboardFileKind.Rules), ("alertmanager/alertmanager.yml", DashboardFileKind.Routes),
        ("grafana/provisioning/datasources/mcpops.yml", DashboardFileKind.DataSource), ("grafana/provisioning/dashboards/mcpops.yml", DashboardFileKind.Provider),
        .. Boards.Ids.Select(id => ($"{BoardFolder}/{id}.json", DashboardFileKind.Dashboard)),
    ];

    /// <summary>The files.</summary>
    public static IReadOnlyList<DashboardFile> Of(DashboardPlan plan)
    {
        var groups = RuleBook.Of(plan);
        var receivers = RouteFile.Receivers(plan);
        return
        [
            Yaml(0, ScrapeFile.Of(plan, Rules), plan.Jobs.Count() + plan.Scraped.Count, "prometheus --config.file=prometheus.yml; where there is a configuration already, take jobs and rules over."),
            Yaml(1, RuleBook.File(plan, groups), groups.Sum(group => group.Rules.Count), "Prometheus 2.42 or later."),
            Yaml(2, RouteFile.Of(plan, receivers), receivers.Count(receiver => receiver.Content is { Count: > 0 }), ["Alertmanager 0.25 or later.", .. receivers.SelectMany(receiver => receiver.Secrets.Select(secret => Secret(receiver, secret)))]) with { Note = Rest(receivers) },
            Yaml(3, Provisioning.DataSource(plan), 1, "Belongs to /etc/grafana/provisioning/datasources."),
            Yaml(4, Provisioning.Provider(plan), 1, "Belongs to /etc/grafana/provisioning/dashboards."),
            .. Boards.Of(plan).Select(board => new DashboardFile($"{BoardFolder}/{board.Id}.json", DashboardFileKind.Dashboard, Mark.Put(GrafanaText.Write(BoardFile.Of(board))), board.Rows.Sum(row => row.Panels.Count))),
        ];
    }

    private static DashboardFile Yaml(int index, JsonObject content, int entries, params IEnumerable<string> comments) =>
        new(Names[index].Name, Names[index].Kind, Mark.Put(YamlText.Write(content, comments.Prepend(FileMark.Place))), entries);

    private static string Rest(IReadOnlyList<ReceiverOf> receivers) =>
        receivers.Where(receiver => receiver.Content is null).Select(receiver => $"'{receiver.Channel}'").ToList() is { Count: > 0 } left ? $"Left to the watch: {string.Join(", ", left)}." : "";

    // A name in a comment is one line, whatever is in it.
    private static string Secret(ReceiverOf receiver, (string Path, string Field, string? Reference) secret) =>
        $"Put into {JsonEncodedText.Encode(secret.Path)} what the inventory has at channels.{JsonEncodedText.Encode(receiver.Channel)}.{secret.Field}{(secret.Reference is { } reference ? $", {reference}" : "")}, readable by Alertmanager only.";
}
