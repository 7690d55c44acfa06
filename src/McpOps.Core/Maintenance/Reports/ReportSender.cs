using McpOps.Monitoring;
using McpOps.Reporting;
using McpOps.Servers;

namespace McpOps.Maintenance.Reports;

/// <summary>Sends a report to channels of the inventory: a mail has it as body and attached, any other channel the verdict and what needs a person.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class ReportSender(EngineContext context, ServerPaths? paths = null)
{
    private const int MostActions = 10;
    private const int LongestLine = 1000;

    /// <summary>Sends, at once: a report that does not arrive is made again, so nothing waits in the outbox.</summary>
    /// <param name="report">The report.</param>
    /// <param name="channels">The names of the channels.</param>
    /// <param name="configPath">The inventory; looked for in its usual places when null.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    /// <exception cref="McpOpsException"><c>NoChannels</c>, <c>UnknownChannel</c>, or what is wrong with the inventory.</exception>
    public async Task<IReadOnlyList<McpDelivery>> SendAsync(McpReport report, IReadOnlyList<string> channels, string? configPath, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(channels);
        if (channels.Count == 0)
        {
            return [];
        }

        var fleet = await CheckAsync(channels, configPath, cancellationToken);
        var known = new ChannelFactory(context).All(fleet.Channels);
        var message = Message(report);
        return await Task.WhenAll(channels.Distinct(StringComparer.Ordinal).Select(name => AlertSender.SendOnceAsync(known[name], message, cancellationToken)));
    }

    /// <summary>Whether the inventory has the channels: whoever asks before the report is made leaves nothing half done.</summary>
    /// <param name="channels">The names of the channels.</param>
    /// <param name="configPath">The inventory; looked for in its usual places when null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException"><c>NoChannels</c>, <c>UnknownChannel</c>, or what is wrong with the inventory.</exception>
    internal async Task<McpFleet> CheckAsync(IReadOnlyList<string> channels, string? configPath, CancellationToken cancellationToken)
    {
        var set = await new ServerCatalog(context, paths ?? ServerPaths.FromProcess()).LoadAsync(new ServerQuery { ConfigPath = configPath }, cancellationToken);
        AlertSender.Check(set.Fleet, channels, set.InventoryPath);
        return set.Fleet;
    }

    /// <summary>That a channel did not take a report, and what to do.</summary>
    /// <param name="delivery">What became of it.</param>
    public static string NotSent(McpDelivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return $"The channel '{delivery.Channel}' did not take the report: {delivery.Detail.TrimEnd('.')}. Mend it ('mcpops alerts send --test --channel {delivery.Channel}', Send-McpAlert -Test -Channel {delivery.Channel}), and make the report again.";
    }

    /// <summary>The message that a report is sent as.</summary>
    internal static AlertMessage Message(McpReport report)
    {
        var document = DocumentBuilder.Of(report);
        var name = $"mcpops-{(report.Period is ReportPeriod.Custom ? "report" : report.Period)}-{report.From:yyyy-MM-dd}.html";
        return new AlertMessage
        {
            Id = $"report-{report.Period}-{report.From:yyyyMMddHHmm}-{report.MadeAt:yyyyMMddHHmmss}",
            Kind = MessageComposer.Note,
            Title = $"{document.Title}: {(report.Status is ReportStatus.Good ? "nothing needs a person" : report.Status is ReportStatus.Attention ? $"{report.Actions.Count} to do" : "not all is known")}",
            Severity = AlertSeverity.Information,
            At = new DateTimeOffset(report.MadeAt),
            Text = string.Join('\n', [MessageText.Cut(report.Verdict, LongestLine), document.Subtitle, .. report.Actions.Take(MostActions).Select(action => MessageText.Cut($"- {action.Severity} {action.Server}: {ReportWords.Cut(action.Message)} {action.Command}", LongestLine)), .. report.Actions.Count > MostActions ? [$"and {report.Actions.Count - MostActions} more"] : Array.Empty<string>()]),
            Report = new MessageReport(MailReport.Write(document), name, HtmlReport.Write(report)),
        };
    }
}
