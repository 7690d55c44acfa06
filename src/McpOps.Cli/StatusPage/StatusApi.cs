using System.Text.Json.Nodes;
using McpOps.Cli.Output;
using McpOps.Logs;
using McpOps.Monitoring;
using McpOps.Probing;
using Microsoft.AspNetCore.Http;

namespace McpOps.Cli.StatusPage;

/// <summary><c>/api/v1/…</c>: the records of the verbs and cmdlets as JSON.</summary>
internal sealed class StatusApi(WatchOptions watch, WatchBoard board, EngineContext context)
{
    private const int MostPast = 200;

    /// <summary>Answers.</summary>
    /// <param name="http">The request.</param>
    /// <param name="path">What stands behind <c>/api/v1/</c>.</param>
    /// <param name="isFull">False to leave out targets and messages.</param>
    public async Task AnswerAsync(HttpContext http, string path, bool isFull)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var (kind, name) = slash < 0 ? (path, null) : (path[..slash], path[(slash + 1)..]);
        try
        {
            await (kind switch
            {
                "servers" when name is null => ListAsync(http, board.Servers().Select(server => PublicView.Of(server, isFull))),
                "servers" when name!.EndsWith("/past", StringComparison.Ordinal) && board.Find(name[..^"/past".Length]) is { } server => ListAsync(http, board.Past(server.Server, days: http.Request.Query["by"] == "day")),
                "servers" when board.Find(name!) is { } server => JsonAsync(http, PublicView.Of(server, isFull)),
                "health" when name is null => ListAsync(http, board.Names.Select(board.Health).OfType<McpHealth>()),
                "health" when board.Health(name!) is { } health => JsonAsync(http, health),
                "alerts" when name is null => ListAsync(http, (http.Request.Query["state"] == "Resolved" ? board.PastAlerts(MostPast) : board.Alerts()).Select(alert => PublicView.Of(alert, isFull))),
                "objectives" when name is null => ListAsync(http, board.Servers().SelectMany(server => PublicView.Of(server, isFull).Objectives)),
                "metrics" when name is null => MetricsAsync(http),
                _ => FailAsync(http, StatusCodes.Status404NotFound, "NotFound", "There is nothing here. There are: servers, servers/NAME, servers/NAME/past, health, health/NAME, alerts, objectives, metrics."),
            });
        }
        catch (McpOpsException exception)
        {
            await FailAsync(http, exception.Category is McpErrorCategory.InvalidArgument ? StatusCodes.Status400BadRequest : exception.Category is McpErrorCategory.ObjectNotFound ? StatusCodes.Status404NotFound : StatusCodes.Status503ServiceUnavailable, exception.ErrorId, exception.Message);
        }
    }

    private async Task MetricsAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var period = LogPeriod.Parse(Text(query["since"]), Text(query["until"]), null, null, TimeZoneInfo.Local, context.Time);
        var asked = new MetricQuery
        {
            Servers = [.. query["server"].OfType<string>()],
            Metrics = [.. query["metric"].OfType<string>()],
            Statistics = [.. query["statistic"].OfType<string>()],
            Since = period.Since,
            Until = period.Until,
            Window = Text(query["window"]) is { } window ? WatchTimes.Parse(window) ?? throw new McpOpsException("InvalidTime", McpErrorCategory.InvalidArgument, $"'window' takes a time such as 5m or 2h; not '{window}'.") : null,
            ConfigPath = watch.ConfigPath,
            History = watch.History,
        };
        var found = new List<McpMetric>();
        await foreach (var metric in new MetricReader(context).ReadAsync(asked, http.RequestAborted))
        {
            found.Add(metric);
        }

        await ListAsync(http, found);
    }

    private static string? Text(Microsoft.Extensions.Primitives.StringValues values) => values is [{ Length: > 0 } text] ? text : null;

    private static Task JsonAsync<T>(HttpContext http, T record) => WriteAsync(http, JsonText.OneLine(record));

    private static Task ListAsync<T>(HttpContext http, IEnumerable<T> records) => WriteAsync(http, JsonText.OneLineOfAll(records));

    private static Task WriteAsync(HttpContext http, string json) => StatusRoutes.WriteAsync(http, "application/json; charset=utf-8", json + "\n");

    private static Task FailAsync(HttpContext http, int status, string id, string message)
    {
        http.Response.StatusCode = status;
        return WriteAsync(http, JsonText.OneLine(new JsonObject { ["id"] = id, ["message"] = message }));
    }
}
