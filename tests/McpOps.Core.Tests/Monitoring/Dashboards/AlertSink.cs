using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace McpOps.Core.Tests.Monitoring.Dashboards;

/// <summary>A webhook to which Alertmanager tells alerts.</summary>
internal sealed class AlertSink
{
    private readonly ConcurrentDictionary<(string Alert, string Severity, string Server), string> _told = new();

    /// <summary>What was told last of each alert: firing or resolved.</summary>
    public IReadOnlyDictionary<(string Alert, string Severity, string Server), string> Told => _told;

    public async Task TakeAsync(HttpContext context)
    {
        using var message = await JsonDocument.ParseAsync(context.Request.Body);
        foreach (var alert in message.RootElement.GetProperty("alerts").EnumerateArray())
        {
            var labels = alert.GetProperty("labels");
            _told[(Of("alertname"), Of("severity"), Of("server"))] = alert.GetProperty("status").GetString()!;

            string Of(string label) => labels.TryGetProperty(label, out var value) ? value.GetString()! : "";
        }
    }
}
