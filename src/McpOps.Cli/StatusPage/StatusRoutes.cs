using System.Text;
using McpOps.Cli.StatusPage.Html;
using McpOps.Monitoring;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace McpOps.Cli.StatusPage;

/// <summary>Which address answers what.</summary>
internal sealed class StatusRoutes(StatusOptions options, WatchOptions watch, WatchBoard board, ViewerStreams viewers, EngineContext context)
{
    private const string ServerPath = "/server/";
    private const string BadgePath = "/badge/";
    private const string ApiPath = "/api/v1/";

    private readonly StatusGuard _guard = new(options);
    private readonly StatusApi _api = new(watch, board, context);
    private readonly ProbeAnswers _probes = new(board, options.MaxProbes, context);

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext http)
    {
        Secure(http.Response.Headers);
        var (path, sight) = (PathOf(http), _guard.SightOf(http.Request));
        if (_guard.Refusal(http.Request) is { } refusal)
        {
            await TextAsync(http, HttpMethods.IsGet(http.Request.Method) ? StatusCodes.Status403Forbidden : StatusCodes.Status405MethodNotAllowed, refusal);
        }
        else if (sight is Sight.None || (sight is Sight.Public && NeedsAll(path)))
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"McpOps\", charset=\"UTF-8\"";
            await TextAsync(http, StatusCodes.Status401Unauthorized, "The token of the watch is wanted: as a Bearer, or as the password of Basic with any name.");
        }
        else
        {
            await RouteAsync(http, path, isFull: sight is Sight.Full);
        }
    }

    private Task RouteAsync(HttpContext http, string path, bool isFull) => path switch
    {
        "/" => PageAsync(http, IndexPage.Render(board, isFull, context.Time.GetLocalNow())),
        "/metrics" => MetricsAsync(http),
        "/probe" => _probes.AnswerAsync(http),
        "/events" => viewers.ServeAsync(http, isFull),
        "/feed.xml" => WriteAsync(http, "application/atom+xml; charset=utf-8", Feed.Render(board, isFull, $"{http.Request.Scheme}://{http.Request.Host}/")),
        "/healthz" => TextAsync(http, StatusCodes.Status200OK, "The watch runs."),
        _ when path.StartsWith(ApiPath, StringComparison.Ordinal) => _api.AnswerAsync(http, path[ApiPath.Length..], isFull),
        _ when path.StartsWith(ServerPath, StringComparison.Ordinal) && board.Find(path[ServerPath.Length..]) is { } server =>
            PageAsync(http, ServerPage.Render(board, server, isFull, context.Time.GetLocalNow())),
        _ when path.StartsWith(BadgePath, StringComparison.Ordinal) && path.EndsWith(".svg", StringComparison.Ordinal) =>
            WriteAsync(http, "image/svg+xml; charset=utf-8", Badge.Render(board.Find(path[BadgePath.Length..^".svg".Length]))),
        _ => TextAsync(http, StatusCodes.Status404NotFound, "There is nothing here. The page is at /, metrics are at /metrics, records at /api/v1/servers."),
    };

    // Metrics name paths, certificates and databases; a probe is work that others have to do.
    private static bool NeedsAll(string path) => path is "/metrics" or "/probe" || path.StartsWith(ApiPath + "metrics", StringComparison.Ordinal) || path.StartsWith(ApiPath + "health", StringComparison.Ordinal);

    private Task MetricsAsync(HttpContext http)
    {
        var isOpen = http.Request.Headers.Accept.ToString().Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase);
        return WriteAsync(http, isOpen ? MetricText.OpenMetricsType : MetricText.ContentType, MetricText.Of(board, context.Time.GetUtcNow(), isOpen));
    }

    private static Task PageAsync(HttpContext http, string html)
    {
        http.Response.Headers.ContentSecurityPolicy = PageFrame.Policy;
        return WriteAsync(http, "text/html; charset=utf-8", html);
    }

    // A name may hold a slash, a percent sign, anything: it is taken from the request line and decoded once.
    private static string PathOf(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "/";
        var end = target.IndexOf('?', StringComparison.Ordinal);
        return Uri.UnescapeDataString(end < 0 ? target : target[..end]);
    }

    private static void Secure(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
    }

    /// <summary>Writes a plain sentence.</summary>
    public static Task TextAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        return WriteAsync(http, "text/plain; charset=utf-8", text + "\n");
    }

    public static Task WriteAsync(HttpContext http, string type, string text) => WriteAsync(http, type, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes an answer whole.</summary>
    public static async Task WriteAsync(HttpContext http, string type, ReadOnlyMemory<byte> bytes)
    {
        http.Response.ContentType = type;
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        }
    }
}
