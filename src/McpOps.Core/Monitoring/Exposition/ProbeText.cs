using System.Globalization;
using System.Text;
using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>The result of one probe as blackbox_exporter writes it, so that rules for that work here, with ours beside it.</summary>
public static class ProbeText
{
    // blackbox_exporter's phases of an HTTP probe, and what of ours they are.
    private static readonly (string Phase, Func<McpHealth, double?> Ms)[] Phases =
    [
        ("resolve", health => health.ResolveMs), ("connect", health => health.ConnectMs), ("tls", health => health.TlsMs), ("processing", health => health.FirstByteMs), ("transfer", health => health.ListMs),
    ];

    /// <summary>Its metrics.</summary>
    /// <param name="server">The server.</param>
    /// <param name="health">What was found; null where nothing was in time.</param>
    /// <param name="took">How long it took.</param>
    public static string Of(string server, McpHealth? health, TimeSpan took)
    {
        ArgumentNullException.ThrowIfNull(server);
        var text = new StringBuilder();
        Add(text, "probe_success", "1 where the server works, as mcpops_up.", health is not null && SeenToWork.Is(health) ? 1 : 0);
        Add(text, "probe_duration_seconds", "How long the probe took.", took.TotalSeconds);
        if (Expiry(health) is { } expiry)
        {
            Add(text, "probe_ssl_earliest_cert_expiry", "When the first of its certificates ends, in Unix seconds.", expiry);
        }

        if (health is not null)
        {
            Head(text, "probe_http_duration_seconds", "How long each phase took, by the names of blackbox_exporter.");
            foreach (var (phase, ms) in Phases)
            {
                text.Append(CultureInfo.InvariantCulture, $"probe_http_duration_seconds{{phase=\"{phase}\"}} {(ms(health) ?? 0) / 1000}\n");
            }

            var sample = SampleOf.Health(health, new DateTimeOffset(health.CheckedAt));
            var snapshot = new MetricSnapshot(sample.Slot, BoardState.Empty, [new ServerFigures(server) { Sample = sample, Checks = health.Checks }]);
            text.Append(Encoding.UTF8.GetString(MetricText.Write(snapshot, family => family.OfServer is not null && !family.OfState, openMetrics: false).Span));
        }

        return text.ToString();
    }

    private static double? Expiry(McpHealth? health)
    {
        var days = health?.Checks.Where(check => check.Name.StartsWith("certificates", StringComparison.Ordinal) && check.Value is not null).Select(check => check.Value!.Value).ToList() ?? [];
        return days.Count == 0 ? null : Math.Round(new DateTimeOffset(health!.CheckedAt).ToUnixTimeSeconds() + (days.Min() * 86_400));
    }

    private static void Head(StringBuilder text, string name, string help) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");

    private static void Add(StringBuilder text, string name, string help, double value)
    {
        Head(text, name, help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }
}
