using System.Text.RegularExpressions;

namespace McpOps.Monitoring;

/// <summary>From options to a plan: where things are, checked. A pure function.</summary>
internal static partial class DashboardAddresses
{
    /// <summary>The plan.</summary>
    /// <exception cref="McpOpsException"><c>InvalidEndpoint</c> or <c>InvalidUrl</c>.</exception>
    public static DashboardPlan Of(DashboardOptions options, WatchPlan watched, string folder)
    {
        var plan = new DashboardPlan(watched.Fleet, watched.Servers) { BoardFolder = Path.Combine(folder, DashboardFiles.BoardFolder) };
        return plan with
        {
            Watch = options.Watch is { } watch ? Endpoint(watch) : plan.Watch,
            NodeExporters = options.NodeExporters.Count == 0 ? ["127.0.0.1:9100"] : Exporters(options.NodeExporters),
            PostgresExporters = Exporters(options.PostgresExporters),
            Prometheus = options.Prometheus is { } prometheus ? Url(prometheus) : plan.Prometheus,
            Alertmanager = options.Alertmanager is { } alertmanager ? Endpoint(alertmanager) : plan.Alertmanager,
            SecretFolder = options.SecretFolder ?? plan.SecretFolder,
        };
    }

    private static IReadOnlyList<string> Exporters(IReadOnlyList<string> given) =>
        given is [var one] && one.Equals(DashboardOptions.None, StringComparison.OrdinalIgnoreCase) ? [] : [.. given.Select(Endpoint).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static string Endpoint(string text) => HostAndPort().Match(text) is { Success: true } match && int.Parse(match.Groups["port"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) is > 0 and < 65_536 ? text
        : throw new McpOpsException("InvalidEndpoint", McpErrorCategory.InvalidArgument, $"'{text}' is no host with a port. Write it as 127.0.0.1:9100.", text);

    private static string Url(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 ? text.TrimEnd('/')
        : throw new McpOpsException("InvalidUrl", McpErrorCategory.InvalidArgument, $"'{Servers.Redaction.MaskAddress(text)}' is not a whole http or https address without a password in it. Write it as http://127.0.0.1:9090.");

    [GeneratedRegex(@"^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]):(?<port>\d{1,5})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostAndPort();
}
