namespace McpOps.Monitoring;

/// <summary>Makes the roll-ups of one server's samples. A pure function.</summary>
internal static class RollupBuilder
{
    /// <summary>The roll-ups of each stretch, in the order of time; of each the figures by name.</summary>
    /// <param name="samples">The samples, each once.</param>
    /// <param name="width">The length of a stretch, in seconds.</param>
    public static IReadOnlyList<(long Start, IReadOnlyDictionary<string, Rollup> Figures)> Build(IEnumerable<McpSample> samples, int width)
    {
        var stretches = new SortedDictionary<long, Dictionary<string, Rollup>>();
        foreach (var sample in samples.Where(sample => !SampleMarks.IsBlind(sample.Mark) && sample.Mark is not SampleMarks.Again))
        {
            var slot = sample.Slot.ToUnixTimeSeconds();
            var start = slot - (((slot % width) + width) % width);
            var figures = stretches.TryGetValue(start, out var known) ? known : stretches[start] = new Dictionary<string, Rollup>(StringComparer.Ordinal);
            if (sample.Mark is not null)
            {
                Of(figures, MetricNames.Maintenance, start).Add(slot, 100);
                continue;
            }

            foreach (var (name, value) in sample.Values)
            {
                Of(figures, name, start).Add(slot, value);
            }

            // It is made of the status, which a roll-up has not.
            if (MetricNames.Value(sample, MetricNames.Success) is { } success)
            {
                Of(figures, MetricNames.Success, start).Add(slot, success);
            }
        }

        return [.. stretches.Select(stretch => (stretch.Key, (IReadOnlyDictionary<string, Rollup>)stretch.Value))];
    }

    private static Rollup Of(Dictionary<string, Rollup> figures, string name, long start) =>
        figures.TryGetValue(name, out var known) ? known : figures[name] = new Rollup { Start = start };
}
