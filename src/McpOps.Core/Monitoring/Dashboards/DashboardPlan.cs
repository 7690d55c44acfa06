using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>An inventory as other monitoring sees it: what all files are made of. Nothing else goes into them, so the same inventory gives the same bytes.</summary>
/// <param name="Fleet">What the inventory says of all servers.</param>
/// <param name="Servers">Its servers.</param>
internal sealed record DashboardPlan(McpFleet Fleet, IReadOnlyList<WatchedServer> Servers)
{
    /// <summary>The job that scrapes the watch.</summary>
    public const string WatchJob = "mcpops";

    /// <summary>The job that scrapes node_exporter.</summary>
    public const string NodeJob = "node";

    /// <summary>The job that scrapes postgres_exporter.</summary>
    public const string PostgresJob = "postgres";

    private static readonly TimeSpan LongestScrape = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortestScrape = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LeastNoted = TimeSpan.FromMinutes(1);

    public string Watch { get; init; } = "127.0.0.1:9464";

    public IReadOnlyList<string> NodeExporters { get; init; } = [];

    public IReadOnlyList<string> PostgresExporters { get; init; } = [];

    public string Prometheus { get; init; } = "http://127.0.0.1:9090";

    public string Alertmanager { get; init; } = "127.0.0.1:9093";

    public string SecretFolder { get; init; } = "/etc/alertmanager/secrets";

    /// <summary>The folder of the dashboards, where Grafana reads them.</summary>
    public string BoardFolder { get; init; } = "/var/lib/grafana/dashboards/mcpops";

    /// <summary>What becomes of each length of time in rules and scrapes: itself, but where rules are proved in seconds.</summary>
    public Func<TimeSpan, TimeSpan> Pace { get; init; } = time => time;

    /// <summary>The jobs that there are, with what each scrapes.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Targets)> Jobs => new (string Name, IReadOnlyList<string> Targets)[] { (WatchJob, [Watch]), (NodeJob, NodeExporters), (PostgresJob, PostgresExporters) }.Where(job => job.Targets.Count > 0);

    /// <summary>The servers that hand out figures of their own.</summary>
    public IReadOnlyList<ScrapedServer> Scraped { get; } = ScrapedServer.Of(Servers);

    /// <summary>From one scrape to the next: as often as the watch looks, for oftener there is nothing new, and more rarely a window would hold too few.</summary>
    public TimeSpan Scrape => Pace(TimeSpan.FromTicks(Math.Clamp(Shortest.Ticks, ShortestScrape.Ticks, LongestScrape.Ticks)));

    /// <summary>The longest time from one note of the watch that it ran to the next: it looks as often as the inventory says, and notes it once or twice a minute at most.</summary>
    public TimeSpan Round => new[] { Shortest, Fleet.Watch.Every, LeastNoted }.Max();

    private TimeSpan Shortest => Servers.Min(server => server.Every);

    /// <summary>A length of time as Prometheus writes it.</summary>
    public string Time(TimeSpan time) => PromText.Duration(Pace(time));
}
