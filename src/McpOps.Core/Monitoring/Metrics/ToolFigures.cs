using System.Globalization;
using System.Text.Json;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>A number in the answer of a tool.</summary>
internal static class ToolFigures
{
    public static async Task<double> ReadAsync(EngineContext context, McpServer server, McpMetricSource metric, CancellationToken cancellationToken)
    {
        await using var connector = new McpConnector(context);
        var session = await connector.ConnectAsync(server, new ConnectOptions(), cancellationToken);
        try
        {
            var answer = await session.CallToolAsync(metric.Tool!, metric.Arguments, cancellationToken);
            if (answer.IsError)
            {
                throw new FormatException($"The tool '{metric.Tool}' reports an error: {MessageText.Cut(answer.Text, 160)}");
            }

            if (metric.Path is not { } path)
            {
                return double.TryParse(answer.Text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
                    : throw new FormatException($"The answer of the tool '{metric.Tool}' is no number; say with \"path\" where it is.");
            }

            using var document = JsonDocument.Parse(answer.Structured?.ToString() ?? answer.Text);
            return JsonFigure.At(document.RootElement, path);
        }
        finally
        {
            session.EndInBackground();
        }
    }
}
