namespace McpOps.Logs.Summaries;

/// <summary>Suspicious lines of one kind.</summary>
internal sealed class SuspicionStats
{
    public long Count;

    /// <summary>The first of them.</summary>
    public LineSample? Sample { get; set; }

    public void Merge(SuspicionStats other)
    {
        Count += other.Count;
        Sample = Sample is null ? other.Sample : other.Sample is null ? Sample : LineSample.Earlier(Sample, other.Sample);
    }
}
