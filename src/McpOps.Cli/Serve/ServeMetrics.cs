using System.Globalization;
using System.Text;

namespace McpOps.Cli.Serve;

/// <summary>Counts what the server did, in Prometheus' text format.</summary>
internal sealed class ServeMetrics
{
    private long _requests;
    private long _failures;

    /// <summary>Counts an HTTP request by the status of its answer.</summary>
    public void Count(int status)
    {
        Interlocked.Increment(ref _requests);
        if (status >= 400)
        {
            Interlocked.Increment(ref _failures);
        }
    }

    public string Text(int sessions, TimeSpan uptime) => new StringBuilder()
        .Append("# HELP mcpops_serve_http_requests_total HTTP requests to the MCP endpoint.\n# TYPE mcpops_serve_http_requests_total counter\n")
        .Append(CultureInfo.InvariantCulture, $"mcpops_serve_http_requests_total {Interlocked.Read(ref _requests)}\n")
        .Append("# HELP mcpops_serve_http_failures_total HTTP requests answered with a status of 400 or more.\n# TYPE mcpops_serve_http_failures_total counter\n")
        .Append(CultureInfo.InvariantCulture, $"mcpops_serve_http_failures_total {Interlocked.Read(ref _failures)}\n")
        .Append("# HELP mcpops_serve_sessions Sessions of clients that initialized.\n# TYPE mcpops_serve_sessions gauge\n")
        .Append(CultureInfo.InvariantCulture, $"mcpops_serve_sessions {sessions}\n")
        .Append("# HELP mcpops_serve_uptime_seconds Seconds since the server started.\n# TYPE mcpops_serve_uptime_seconds gauge\n")
        .Append(CultureInfo.InvariantCulture, $"mcpops_serve_uptime_seconds {uptime.TotalSeconds:0.###}\n")
        .ToString();
}
