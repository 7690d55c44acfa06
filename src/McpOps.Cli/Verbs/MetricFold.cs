using System.Runtime.CompilerServices;
using McpOps.Monitoring;

namespace McpOps.Cli.Verbs;

/// <summary>In a table, stretches without a sample are one row, from the first to the last of them: what is known is not lost among what is not.</summary>
internal static class MetricFold
{
    public static async IAsyncEnumerable<McpMetric> OfAsync(IAsyncEnumerable<McpMetric> metrics, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        McpMetric? empty = null;
        await foreach (var metric in metrics.WithCancellation(cancellationToken))
        {
            if (empty is not null && metric.Samples == 0 && metric.From == empty.To && (metric.Server, metric.Name, metric.Statistic) == (empty.Server, empty.Name, empty.Statistic))
            {
                empty = empty with { To = metric.To, Expected = empty.Expected + metric.Expected };
                continue;
            }

            if (empty is not null)
            {
                yield return empty;
            }

            empty = metric.Samples == 0 ? metric : null;
            if (empty is null)
            {
                yield return metric;
            }
        }

        if (empty is not null)
        {
            yield return empty;
        }
    }
}
