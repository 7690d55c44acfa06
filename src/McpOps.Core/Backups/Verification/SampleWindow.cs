namespace McpOps.Backups.Verification;

/// <summary>Which blocks a sample reads: a window that begins where the last one ended, so that repeated runs cover everything.</summary>
/// <param name="from">Where it begins, in parts of the whole.</param>
/// <param name="share">How much of the whole it covers.</param>
internal sealed class SampleWindow(double from, double share)
{
    private double _end;

    /// <summary>Where the next sample begins; 0 when this one reached the end.</summary>
    public double Next => _end >= 1 ? 0 : _end;

    /// <summary>How much of the round is done.</summary>
    public double Covered => Math.Min(_end, 1);

    /// <summary>The blocks to read: at least one, whole blocks.</summary>
    /// <param name="blocks">How many there are.</param>
    public Range Choose(int blocks)
    {
        if (blocks == 0)
        {
            _end = 1;
            return ..0;
        }

        var first = Math.Clamp((int)Math.Round(from * blocks), 0, blocks - 1);
        var count = Math.Clamp((int)Math.Ceiling(share * blocks), 1, blocks - first);
        _end = (first + count) / (double)blocks;
        return first..(first + count);
    }
}
