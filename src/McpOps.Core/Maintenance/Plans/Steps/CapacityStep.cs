using System.Globalization;
using System.Text.Json.Nodes;
using McpOps.Capacity;
using McpOps.Files;
using McpOps.Monitoring;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>capacity</c>: this machine's resources, and, where the watch keeps history, on which day one of the server's figures runs out. It puts no load on anything.</summary>
internal sealed class CapacityStep : IPlanStep
{
    public string Name => "capacity";

    public IReadOnlyList<string> Words => ["last", "horizon"];

    public bool OnlyLooks => true;

    public void Check(StepWords with) => _ = (with.Age("last"), with.Age("horizon"));

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var horizon = scope.With.Age("horizon") ?? TimeSpan.FromDays(30);
        var folder = Path.Combine(Path.GetTempPath(), $"mcpops-capacity-{Guid.NewGuid():N}");
        OwnerOnly.CreateFolder(folder);
        try
        {
            var history = await WriteHistoryAsync(scope, folder, cancellationToken);
            var options = new CapacityOptions { Load = false, Look = false, Forecast = history is null ? null : new ForecastOptions { HistoryPaths = [history], Horizon = horizon } };
            var capacity = await new CapacityTest(scope.Context).RunAsync(null, options, cancellationToken);
            var full = HostFacts.DisksOf(scope.Server).MaxBy(disk => disk.UsedPercent);
            var soon = capacity.Forecast.Where(forecast => forecast.WithinHorizon).ToList();
            var said = string.Create(CultureInfo.InvariantCulture, $"{(full is null ? "" : $"{full.Mount} is {full.UsedPercent:0.#} % full. ")}{Outlook(history is null, capacity.Forecast, horizon)}");
            return soon.Count == 0 ? StepResult.Ok(said) : StepResult.Fail($"{said} {string.Join(" ", soon.Take(3).Select(forecast => forecast.Message))}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The day itself is told by the forecast's own message; here, whether there is one, and of how much nothing can be said yet.
    internal static string Outlook(bool nothing, IReadOnlyList<McpForecast> forecasts, TimeSpan horizon)
    {
        var few = forecasts.Where(forecast => forecast.Trend is ForecastTrend.TooLittleData).ToList();
        if (nothing || few.Count == forecasts.Count)
        {
            return $"There is {(few.Count == 0 ? "no" : "too little")} history to look ahead from{(few.Count == 0 ? "" : $": {few.MaxBy(forecast => forecast.Points)!.Message.TrimEnd('.')}")}. 'mcpops watch' (Watch-McpHealth) keeps it.";
        }

        var (soon, known) = (forecasts.Count(forecast => forecast.WithinHorizon), forecasts.Count - few.Count);
        return string.Create(CultureInfo.InvariantCulture, $"Of {known} {(known == 1 ? "figure" : "figures")} {(soon == 0 ? "none" : soon)} {(soon > 1 ? "reach" : "reaches")} a threshold within {horizon.TotalDays:0} days{(few.Count == 0 ? "" : $"; of {few.Count} more there is too little history")}.");
    }

    // The forecast reads files of figures: one line an hour.
    private static async Task<string?> WriteHistoryAsync(StepScope scope, string folder, CancellationToken cancellationToken)
    {
        var hours = new SortedDictionary<DateTime, JsonObject>();
        var query = new MetricQuery
        {
            Servers = [scope.Server.Name],
            Since = scope.Context.Time.GetUtcNow() - (scope.With.Age("last") ?? TimeSpan.FromDays(60)),
            Window = TimeSpan.FromHours(1),
            ConfigPath = scope.Options.ConfigPath,
            History = scope.Options.History,
        };
        try
        {
            await foreach (var metric in new MetricReader(scope.Context, scope.Paths).ReadAsync(query, cancellationToken))
            {
                if (metric.Value is { } value)
                {
                    var hour = metric.From.ToUniversalTime();
                    (hours.TryGetValue(hour, out var line) ? line : hours[hour] = new JsonObject { ["timestamp"] = hour.ToString("O", CultureInfo.InvariantCulture) })[metric.Name] = value;
                }
            }
        }
        catch (McpOpsException exception) when (exception.ErrorId is "NoHistory" or "MetricNotFound")
        {
            return null;
        }

        if (hours.Count == 0)
        {
            return null;
        }

        var path = Path.Combine(folder, "history.jsonl");
        await File.WriteAllLinesAsync(path, hours.Values.Select(line => line.ToJsonString()), cancellationToken);
        return path;
    }
}
