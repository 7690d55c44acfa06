using McpOps.Monitoring;
using McpOps.Reporting;
using McpOps.Servers;

namespace McpOps.Maintenance.Reports;

/// <summary>Reads what a report is about: history, logs, backups, audits and duties of each server. What cannot be read is said in the report, and ends nothing.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class ReportReader(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Reads, and judges.</summary>
    /// <param name="options">Which time, which servers.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException"><c>UnknownPeriod</c>, <c>InvalidPeriod</c>, <c>ServerNotFound</c>, or what is wrong with history or inventory.</exception>
    public async Task<McpReport> ReadAsync(ReportOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var now = context.Time.GetUtcNow();
        var (from, to, period) = ReportTimes.Of(options, now, context.Time.LocalTimeZone);
        var set = await new ServerCatalog(context, _paths).LoadAsync(new ServerQuery { ConfigPath = options.ConfigPath }, cancellationToken);
        var wanted = (options.Servers.Count == 0 ? set.Servers.Where(server => server.Enabled) : options.Servers.SelectMany(set.Select)).Distinct().OrderBy(server => server.Name, StringComparer.Ordinal).ToList();
        var limits = options.Servers.Where(name => set.Select(name).Count == 0).Select(name => $"No server fits '{name}'.").ToList();
        await using var store = HistoryStores.Open(options.History, set.Fleet.History, _paths);
        if (options.History is not null && !store.IsShared && !StateFolder.Exists(store.Description))
        {
            limits.Add($"There is no history in '{store.Description}': nothing was ever watched into it, or it is elsewhere.");
        }

        var (fired, every, unwatched) = await StateAsync(store, set.Fleet, from, to, now, limits, cancellationToken);
        var fleet = set.Fleet with { Watch = set.Fleet.Watch with { Every = every } };
        var history = new HistoryFacts(store, fleet, from, to, context.Time.LocalTimeZone);
        var host = new HostRecords(context, options, set.Fleet, _paths);
        var alerts = (fired ?? []).Where(alert => alert.SinceMoment < to && (alert.UntilMoment ?? now) > from).OrderByDescending(alert => alert.Since).ThenBy(alert => alert.Id, StringComparer.Ordinal).ToList();
        var (servers, objectives) = (new List<McpServerReport>(), new List<McpObjective>());
        foreach (var server in wanted)
        {
            context.Progress?.Report(new McpProgress("Reading for the report", server.Name, servers.Count, wanted.Count));
            var facts = new McpServerReport
            {
                Server = server.Name,
                Host = context.Host,
                Target = server.Target,
                UnwatchedSince = unwatched?.LocalDateTime,
                Alerts = [.. alerts.Where(alert => alert.Server == server.Name)],
            };
            facts = fired is null ? facts : await history.AddAsync(facts, server, limits, cancellationToken);
            facts = await new ServerFacts(context, from, to, limits).AddAsync(facts, server, cancellationToken);
            servers.Add(host.Add(facts, server));
            objectives.AddRange(fired is null ? [] : await ObjectivesAsync(store, server, server.Every ?? every, from, to, limits, cancellationToken));
        }

        limits.AddRange(host.Limits);
        limits = [.. limits.Distinct(StringComparer.Ordinal)];
        limits.ForEach(limit => context.Warn("ReportIncomplete", limit));
        var report = ReportJudge.Judge(new McpReport
        {
            Period = period,
            From = from.LocalDateTime,
            To = to.LocalDateTime,
            MadeAt = now.LocalDateTime,
            Host = context.Host,
            Hosts = [context.Host],
            Objectives = objectives,
            Servers = servers,
            Alerts = [.. alerts.Where(alert => HostWatch.Is(alert.Server, alert.Rule))],
            Audits = host.Audits,
            Limits = limits,
        });
        return report with { Actions = [.. report.Actions.Select(action => ReportActions.Of(action, Whole(options.ConfigPath), Whole(options.History)))] };
    }

    // What is typed elsewhere than here means the same.
    private string? Whole(string? place) => place is null || place.Contains("://", StringComparison.Ordinal) || place.Contains("${", StringComparison.Ordinal) ? place : _paths.Whole(place, _paths.WorkingDirectory);

    // Null where the history is away: then nobody asks it again for each server, for each answer may take its time. What is known without it is reported.
    private async Task<(IReadOnlyList<McpAlert>? Alerts, TimeSpan Every, DateTimeOffset? Unwatched)> StateAsync(IHistoryStore store, McpFleet fleet, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, List<string> limits, CancellationToken cancellationToken)
    {
        try
        {
            var state = await store.ReadStateAsync(cancellationToken);
            if (Housekeeping.KnownSince(state, now) is var known && known > from)
            {
                limits.Add(FormattableString.Invariant($"What fired and was over before {known.LocalDateTime:yyyy-MM-dd HH:mm} is not known: the watch remembers the newest {Housekeeping.MostPast:#,0} for {Housekeeping.PastFor.TotalDays:0} days, so alerts of that time are missing here."));
            }

            var unwatched = state.Runs.Find(WatchRuns.Watch) is { } last && last.At < to && WatchRuns.IsStale(last, now) ? last.At : (DateTimeOffset?)null;
            if (unwatched is { } since)
            {
                limits.Add(FormattableString.Invariant($"Nobody watches since {since.LocalDateTime:yyyy-MM-dd HH:mm}: what was wrong then may be over, and what is wrong now is not known."));
            }

            return ([.. AlertList.Active(state, now).Concat(state.Past.All).Select(alert => alert with { Host = HostWatch.MachineOf(alert.Server, alert.Rule) ?? context.Host })], WatchRuns.Pace(state, fleet), unwatched);
        }
        catch (McpOpsException exception) when (store.IsShared && HistoryFaults.IsAway(exception))
        {
            limits.Add($"Nothing of the history is known, neither what fired nor what was measured: {exception.Message}");
            return (null, fleet.Watch.Every, null);
        }
        catch (McpOpsException exception) when (HistoryFaults.IsOfReading(exception))
        {
            limits.Add($"What fired is not known: {exception.Message}");
            return ([], fleet.Watch.Every, null);
        }
    }

    // An objective is judged over the time of the report, whatever window it has of its own.
    private async Task<IReadOnlyList<McpObjective>> ObjectivesAsync(IHistoryStore store, McpServer server, TimeSpan every, DateTimeOffset from, DateTimeOffset to, List<string> limits, CancellationToken cancellationToken)
    {
        try
        {
            MetricNames.Check(server);
            return [.. (await ObjectiveCounter.JudgeAsync(store, server, server.Targets, _ => from, to, every, cancellationToken)).Select(objective => objective with { Host = context.Host })];
        }
        catch (McpOpsException exception)
        {
            limits.Add($"The objectives of '{server.Name}' are not judged: {exception.Message}");
            return [];
        }
    }
}
