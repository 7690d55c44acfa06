using McpOps.Logs.Parsing;
using McpOps.Logs.Sources;

namespace McpOps.Logs.Summaries;

/// <summary>Finds which part of a file in the order of time can hold a period, without reading the rest.</summary>
internal sealed class TimeBisection(FileInput file, FilePlan plan, LogOptions options)
{
    private const int Probes = 32;
    private const int ProbeSize = 1 << 16;
    private const int Narrow = 1 << 16;

    // Entries of several threads may stand a little out of order.
    private static readonly long Slack = TimeSpan.FromMinutes(1).Ticks;
    private readonly LineParser _parser = new(plan);
    private readonly LogClock _clock = new(options.TimeZone);
    private readonly byte[] _block = new byte[ProbeSize];

    /// <summary>From the start of a line on; the whole file when it is not in the order of time.</summary>
    public (long From, long To) Find()
    {
        var range = TimeRange.Read(options);
        if (range.IsAll || !IsInOrder())
        {
            return (0, file.Length);
        }

        var from = range.Since == 0 ? 0 : Bisect(range.Since - Slack);
        var to = range.Until == long.MaxValue ? file.Length : Math.Min(file.Length, Bisect(range.Until + Slack) + (2 * Narrow));
        return (from, Math.Max(from, to));
    }

    private bool IsInOrder()
    {
        var last = Slack;
        for (var probe = 0; probe < Probes; probe++)
        {
            var time = TimeAt(file.Length / Probes * probe, out _);
            if (time is null || time < last - Slack)
            {
                return false;
            }

            last = Math.Max(last, time.Value);
        }

        return true;
    }

    // The start of a line before which nothing is at or after the moment; a block too early at the most.
    private long Bisect(long moment)
    {
        long low = 0, high = file.Length;
        while (high - low > Narrow)
        {
            var middle = low + ((high - low) / 2);
            if (TimeAt(middle, out var start) is { } time && time < moment && start < high)
            {
                low = start;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    // The time of the first line with one behind an offset.
    private long? TimeAt(long offset, out long start)
    {
        var read = file.Read(offset, _block);
        var position = 0;
        var inLine = offset > 0;
        start = offset;
        while (position < read)
        {
            var line = _block.AsSpan(position, read - position);
            var end = line.IndexOf((byte)'\n');
            var text = end < 0 ? line : line[..end];
            if (!inLine)
            {
                _parser.Parse(text.TrimEnd((byte)'\r'), out var result);
                if (result.HasTime && !result.Time.IsTimeOnly)
                {
                    start = offset + position;
                    return _clock.ToUtc(result.Time);
                }
            }

            inLine = false;
            position += end < 0 ? line.Length : end + 1;
        }

        return null;
    }
}
