using System.Buffers;
using System.Text;

namespace McpOps.Monitoring;

/// <summary>Writes metrics as Prometheus reads them: its text format 0.0.4, or OpenMetrics 1.0 (https://prometheus.io/docs/instrumenting/exposition_formats).</summary>
public static class MetricText
{
    /// <summary>The content type of the text format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The content type of OpenMetrics.</summary>
    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private const string Total = "_total";

    /// <summary>The metrics of a running watch.</summary>
    /// <param name="board">What is known of it.</param>
    /// <param name="now">Now.</param>
    /// <param name="openMetrics">True for OpenMetrics.</param>
    public static ReadOnlyMemory<byte> Of(WatchBoard board, DateTimeOffset now, bool openMetrics)
    {
        ArgumentNullException.ThrowIfNull(board);
        return Write(new MetricSnapshot(now, board.State, board.Figures()), openMetrics);
    }

    /// <summary>The metrics of a snapshot; those of which there is nothing are left out.</summary>
    internal static ReadOnlyMemory<byte> Write(MetricSnapshot snapshot, bool openMetrics) => Write(snapshot, _ => true, openMetrics);

    /// <summary>Some of the metrics of a snapshot.</summary>
    internal static ReadOnlyMemory<byte> Write(MetricSnapshot snapshot, Predicate<MetricFamily> wanted, bool openMetrics)
    {
        var output = new ArrayBufferWriter<byte>(4096 + (4096 * snapshot.Servers.Count));
        var body = new ArrayBufferWriter<byte>(4096);
        var sink = new TextSeries(body);
        var names = snapshot.Servers.Select(server => TextSeries.Escape(server.Server)).ToList();
        foreach (var family in MetricTable.All.Where(family => wanted(family)))
        {
            body.ResetWrittenCount();
            sink.Begin(family.Name, family.Labels, family.OfServer is not null);
            family.OfAll?.Invoke(sink, snapshot);
            for (var index = 0; family.OfServer is not null && index < names.Count; index++)
            {
                sink.Of(names[index]);
                family.OfServer(sink, snapshot.Servers[index]);
            }

            if (body.WrittenCount > 0)
            {
                Head(output, family, openMetrics);
                output.Write(body.WrittenSpan);
            }
        }

        output.Write(openMetrics ? "# EOF\n"u8 : ""u8);
        return output.WrittenMemory;
    }

    private static void Head(ArrayBufferWriter<byte> output, MetricFamily family, bool openMetrics)
    {
        var name = openMetrics && family.Kind is MetricFamily.Counter ? family.Name[..^Total.Length] : family.Name;
        var unit = openMetrics && Unit(name) is { } known ? $"# UNIT {name} {known}\n" : "";
        output.Write(Encoding.UTF8.GetBytes($"# HELP {name} {family.Help}\n# TYPE {name} {family.Kind}\n{unit}"));
    }

    private static string? Unit(string name) => new[] { "seconds", "bytes", "ratio" }.FirstOrDefault(unit => name.EndsWith("_" + unit, StringComparison.Ordinal));
}
