namespace McpOps.Monitoring;

/// <summary>Reads one figure of many samples, fast.</summary>
internal static class SeriesReader
{
    public static MetricSeries Read(string server, string metric, IEnumerable<string> paths, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (first, last) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        var (slots, values) = (new List<long>(), new List<double>());
        var newest = long.MinValue;
        var isOrdered = true;
        var stored = metric is MetricNames.Success ? MetricNames.Works : MetricNames.Stored(metric);
        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var parser = new SampleParser(server);
            IReadOnlyList<string> known = [];
            var column = -1;
            foreach (var line in Segment.Lines(path))
            {
                var found = parser.ReadFigures(line.Span, column, null);
                if (!ReferenceEquals(known, parser.Columns))
                {
                    known = parser.Columns;
                    column = known.ToList().IndexOf(stored);
                }

                if (found is not { } sample || sample.Slot < first || sample.Slot > last || Value(sample, metric) is not { } value)
                {
                    continue;
                }

                isOrdered &= sample.Slot > newest;
                newest = sample.Slot;
                slots.Add(sample.Slot);
                values.Add(value);
            }
        }

        return isOrdered ? new MetricSeries(slots, values) : Ordered(slots, values);
    }

    /// <summary>In the order of time, each slot once.</summary>
    internal static MetricSeries Ordered(IReadOnlyList<long> slots, IReadOnlyList<double> values)
    {
        var pairs = slots.Zip(values).DistinctBy(pair => pair.First).OrderBy(pair => pair.First).ToList();
        return new MetricSeries([.. pairs.Select(pair => pair.First)], [.. pairs.Select(pair => pair.Second)]);
    }

    private static double? Value(SampleParser.Line sample, string metric) => metric is MetricNames.Maintenance
        ? SampleMarks.IsOfWindow(sample.Mark) ? 100 : null
        : sample.Mark is not null ? null
        : metric is MetricNames.Success
        ? MetricNames.SuccessOf(sample.Status, works: sample.Value is not null)
        : sample.Value;
}
