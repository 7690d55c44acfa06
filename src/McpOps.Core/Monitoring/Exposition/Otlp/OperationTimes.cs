using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>
/// How long a server took for one kind of request, over the calendar month (UTC): <c>mcp.client.operation.duration</c> of OpenTelemetry's conventions for MCP
/// (https://github.com/open-telemetry/semantic-conventions-genai, docs/gen-ai/mcp.md), from the side of who probes.
/// </summary>
/// <param name="Method">The request, such as <c>tools/list</c>.</param>
/// <param name="Tool">The tool, where it is a call.</param>
internal sealed record OperationTimes(string Method, string? Tool)
{
    /// <summary>The conventions' bounds, in seconds.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];

    // The figures of a sample, and the requests that they are of. What a handshake asks for depends on the era, which a sample does not have.
    private static readonly (string Figure, string Method)[] Kinds = [("list", "tools/list"), ("call", "tools/call")];

    public IReadOnlyList<ulong> Counts { get; private init; } = [];

    public double Sum { get; private init; }

    /// <summary>Reads them.</summary>
    public static async Task<IReadOnlyList<OperationTimes>> ReadAsync(IHistoryStore store, McpServer server, DateTimeOffset month, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new List<OperationTimes>();
        foreach (var (figure, method) in Kinds)
        {
            var series = await store.ReadSeriesAsync(server.Name, figure, month, now, cancellationToken);
            if (series.Values.Count > 0)
            {
                found.Add(Of(method, method is "tools/call" ? server.Probe?.Tool : null, series.Values));
            }
        }

        return found;
    }

    /// <summary>Counts values in milliseconds.</summary>
    internal static OperationTimes Of(string method, string? tool, IReadOnlyList<double> milliseconds)
    {
        var (counts, sum) = (new ulong[Bounds.Count + 1], 0.0);
        foreach (var value in milliseconds)
        {
            // A bound belongs to the bucket below it.
            var bucket = 0;
            while (bucket < Bounds.Count && value / 1000 > Bounds[bucket])
            {
                bucket++;
            }

            counts[bucket]++;
            sum += value / 1000;
        }

        return new OperationTimes(method, tool) { Counts = counts, Sum = sum };
    }
}
