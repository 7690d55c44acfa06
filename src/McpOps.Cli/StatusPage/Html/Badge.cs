using McpOps.Monitoring;
using McpOps.Probing;

namespace McpOps.Cli.StatusPage.Html;

/// <summary>A badge for other pages: the server's name and how it is.</summary>
internal static class Badge
{
    private const int Letter = 7;
    private const int Longest = 40;

    public static string Render(McpServerStatus? server)
    {
        var name = server is null ? "server" : server.Server.Length <= Longest ? server.Server : server.Server[..(Longest - 1)] + "…";
        var status = server?.Status ?? "not watched";
        var color = status switch { HealthStatus.Healthy => "#1a7f37", HealthStatus.Degraded => "#9a6700", HealthStatus.Unhealthy => "#b3261e", _ => "#59636e" };
        var (left, right) = ((Letter * name.Length) + 14, (Letter * status.Length) + 14);
        var label = $"{HtmlText.Of(name)}: {HtmlText.Of(status)}";
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{label}">
            <title>{label}</title>
            <path fill="#3d444d" d="M0 0h{left}v20H0z"/><path fill="{color}" d="M{left} 0h{right}v20H{left}z"/>
            <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle"><text x="{left / 2}" y="14" textLength="{left - 14}">{HtmlText.Of(name)}</text><text x="{left + (right / 2)}" y="14" textLength="{right - 14}">{HtmlText.Of(status)}</text></g>
            </svg>

            """;
    }
}
